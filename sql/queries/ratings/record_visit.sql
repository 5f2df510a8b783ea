-- Records visits, of a recipient at most one, see the function. For each: one row per earlier visit of the recipient
-- since a time (one row of nulls when there is none) beside the rating's state.
select * from record_visit(%(bucket)s::smallint, %(events)s::json, %(since)s::timestamptz)
