-- Writes verdicts, of a recipient at most one: one row for each, whether it was written;
-- see the function in 0165_plain_writes.sql.
select * from record_verdict(%(bucket)s::smallint, %(events)s::json)
