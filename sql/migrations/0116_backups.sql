-- A dump reads all tables for hours, and what would lock one of them meanwhile keeps all waiting who come behind it:
-- every click. So making and dropping days gives way after a moment, and is tried again in the next round.
alter function keep_visit_partitions(date, integer, date) set lock_timeout = '1s';

-- After a restore a follower's cursor may stand behind changes that are no more, however far this server's numbers are:
-- so all cursors from before are refused, and who follows begins again.
create function begin_change_epoch(epoch bigint) returns void language plpgsql as $$
begin
    perform renew_changes(epoch);
    execute format('create or replace function change_epoch() returns bigint language sql immutable parallel safe '
                   'return %s::bigint', epoch);
end
$$;
