-- One row: the number that the next change will have, at least, and since which restore changes are numbered so.
select pg_snapshot_xmax(pg_current_snapshot())::text::bigint + change_base() as newest, change_epoch() as epoch
