-- One row: over how many servers rows are parted by bucket, 1 where all are on one, see the function in
-- 0130_writes_by_bucket.sql; and whether these are nodes of Citus, where each call is of one event.
select bucket_parts() as parts, {on_citus} as single
