-- One truth value: whether anything of recipients is in this database itself.
select exists (select 1 from only rating) or exists (select 1 from visit) or exists (select 1 from only rollup)
    or exists (select 1 from only recipient) or exists (select 1 from only erasure)
