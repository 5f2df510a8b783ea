-- One row: the number that the next transaction will have, at least.
select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as newest
