-- A statement each, in order, that makes this migrated database one of several servers that rows are parted over: what is added
-- to its transactions' numbers can grow while they write, so that the numbers of a server that is asked less keep up with the
-- others'. What is added stands in a sequence, which is read after a transaction has its own number, and no snapshot holds
-- back. In "lifted" stands what transactions may have read before and after, and from which on all have read the latter: until
-- all older ones are over, the horizon goes by the former. "part" is which one it is.
select false as secret, statement
from (values
    (0, 'create schema if not exists parted'),
    (1, 'do $f$ begin if to_regclass(''parted.lift'') is null then create sequence parted.lift minvalue 0; '
        'perform setval(''parted.lift'', coalesce(change_base(), 0)); '  -- one that was restored reads this very sequence
        'create table parted.lifted (id smallint primary key default 1 check (id = 1), before bigint not null, '
        'after bigint not null, from_transaction bigint not null); '
        'insert into parted.lifted (before, after, from_transaction) select last_value, last_value, 0 from parted.lift; end if; end $f$'),
    (2, 'create or replace function change_base() returns bigint language sql volatile parallel unsafe as '
        '$f$ select pg_sequence_last_value(''parted.lift'') $f$'),
    (3, 'create or replace function change_horizon() returns bigint language plpgsql stable parallel unsafe as $f$ '
        'declare oldest constant bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint; '
        'begin return (select oldest + case when oldest >= from_transaction then after else before end from parted.lifted); end $f$'),
    (4, 'create or replace function parted.lift_to(target bigint) returns void language plpgsql as $f$ begin '
        'perform pg_advisory_xact_lock(''parted.lift''::regclass::bigint); '
        'if target > newest_change() then perform setval(''parted.lift'', change_base() + target - newest_change()); end if; end $f$'),
    -- What is read comes first, then the transaction gets its number: who has a higher one has read as much, or more.
    (4, 'create or replace function parted.settle_lift() returns void language plpgsql as $f$ '
        'declare lift constant bigint := change_base(); begin '
        'if lift > (select after from parted.lifted) then '
        'update parted.lifted set before = after, after = lift, from_transaction = pg_current_xact_id()::text::bigint '
        'where after < lift and from_transaction <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint; end if; end $f$'),
    (5, 'create or replace function renew_changes(epoch bigint) returns boolean language plpgsql as $f$ '
        'begin if coalesce(highest_change() < newest_change(), true) then return false; end if; '
        'lock table rating in share mode; '
        'if highest_change() < newest_change() then return false; end if; '
        'perform setval(''parted.lift'', highest_change()); '
        'update parted.lifted set before = change_base(), after = change_base(), from_transaction = 0; '
        'execute format(''create or replace function change_epoch() returns bigint language sql immutable parallel safe '
        'return %%s::bigint'', epoch); return true; end $f$'),
    (6, format('comment on function bucket_parts() is %%L', %(part)s::text))
) as written (place, statement)
order by place
