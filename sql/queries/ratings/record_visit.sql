-- Records visits, of a recipient at most one. For each: one row for each row of the recipient's earlier evidence
-- since a time (one row of nulls when there is none) beside the rating's state. See the function in
-- 0165_plain_writes.sql.
select * from record_visit(%(bucket)s::smallint, %(events)s::json, %(since)s::timestamptz)
