-- Records pages that were seen and counts them, see the function: one row, its id, for each that was.
select unnest(record_seen(%(bucket)s::smallint, %(events)s::json))
