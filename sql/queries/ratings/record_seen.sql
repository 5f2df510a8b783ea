-- Records pages that were seen and counts them: one row, the ids of those that were;
-- see the function in 0165_plain_writes.sql.
select written from record_seen(%(bucket)s::smallint, %(events)s::json) as written
