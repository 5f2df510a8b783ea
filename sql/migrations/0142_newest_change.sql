-- The number that the next change will have, at least. What parts a database over several servers puts another function in its place.
create function newest_change() returns bigint language sql stable parallel safe
return pg_snapshot_xmax(pg_current_snapshot())::text::bigint + change_base();

create or replace view change_progress as
select change_horizon() as horizon, newest_change() as newest, change_epoch() as epoch;
