-- Records pages that were seen and counts them: one row, its id, for each that was;
-- see the function in 0165_plain_writes.sql.
select unnest(record_seen(%(bucket)s::smallint, %(events)s::json))
