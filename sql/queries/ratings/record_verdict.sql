-- Writes verdicts, of a recipient at most one, see the function: one row for each, whether it was written.
select * from record_verdict(%(bucket)s::smallint, %(events)s::json)
