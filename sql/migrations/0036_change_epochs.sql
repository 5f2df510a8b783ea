-- Changes are numbered by their transactions. A server that a dump was restored into begins anew with these, far below
-- the numbers in the dump: so what is added to them stands here, and grows after a restore (renew_changes). Both
-- are constants in a function, since a table would have to be read with every answer; a dump holds them too.
create function change_base() returns bigint language sql immutable parallel safe return 0::bigint;
create function change_epoch() returns bigint language sql immutable parallel safe return 0::bigint;

create or replace function current_change() returns bigint language sql volatile parallel unsafe
return pg_current_xact_id()::text::bigint + change_base();

-- All changes below this number are over: no transaction that has one still runs.
create function change_horizon() returns bigint language sql stable parallel safe
return pg_snapshot_xmin(pg_current_snapshot())::text::bigint + change_base();

-- The highest number of a change, null where there is none.
create function highest_change() returns bigint language sql stable parallel safe
return (select max(last.changed) from campaign, lateral (
            select changed from rating_change where rating_change.campaign = slug order by changed desc limit 1) as last);

-- Whether this database was restored into a server whose transactions have not come so far yet; then changes are
-- numbered above all that there are, and cursors are those of a new epoch. The lock lets those who are writing end,
-- whose numbers are low, before anybody reads on; who comes then counts as is said here.
create function renew_changes(epoch bigint) returns boolean language plpgsql as $$
begin
    if coalesce(highest_change() < pg_snapshot_xmax(pg_current_snapshot())::text::bigint + change_base(), true) then
        return false;
    end if;
    lock table rating in share mode;
    if highest_change() < pg_snapshot_xmax(pg_current_snapshot())::text::bigint + change_base() then
        return false;  -- another has done it meanwhile
    end if;
    execute format('create or replace function change_base() returns bigint language sql immutable parallel safe '
                   'return %s::bigint', highest_change());
    execute format('create or replace function change_epoch() returns bigint language sql immutable parallel safe '
                   'return %s::bigint', epoch);
    return true;
end
$$;
