-- Writes verdicts, of a recipient at most one: one row for each, whether it was written;
-- see the function in 0130_writes_by_bucket.sql.
select * from record_verdict(%(bucket)s::smallint, %(events)s::json)
