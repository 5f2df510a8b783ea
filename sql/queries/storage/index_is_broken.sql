-- Whether an index of this name is there that was not built to its end.
select exists (select 1 from pg_index where indexrelid = to_regclass(%(name)s) and not indisvalid)
