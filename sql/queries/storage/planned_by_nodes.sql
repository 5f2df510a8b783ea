-- One truth value: whether the nodes of Citus hold recipients' rows, as `distribute` parts them.
select to_regprocedure('parted.ask()') is not null and exists (select 1 from pg_extension where extname = 'citus')
