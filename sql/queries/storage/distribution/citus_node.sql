-- One row: the statement that lets a node of Citus number its changes, to be run on each of them, the coordinator among them.
-- As part_statements.sql, but that public functions are the coordinator's and the same on all nodes. "progress" says below which
-- number all of its own changes are over, which the next will have, at least, and what is prepared there, by commas.
select 'do $node$ begin perform set_config(''citus.enable_ddl_propagation'', ''off'', true); '
       || string_agg('execute ' || quote_literal(statement), '; ' order by place) || '; end $node$' as statement
from (values
    (0, 'create schema if not exists parted'),
    (1, 'do $f$ declare base bigint := 0; begin if to_regclass(''parted.lift'') is null then '
        'begin base := change_base(); exception when others then null; end; '
        'create sequence parted.lift minvalue 0; perform setval(''parted.lift'', base); '
        'create table parted.lifted (id smallint primary key default 1 check (id = 1), before bigint not null, '
        'after bigint not null, from_transaction bigint not null); '
        'insert into parted.lifted (before, after, from_transaction) values (base, base, 0); end if; end $f$'),
    (2, 'create or replace function parted.horizon() returns bigint language plpgsql stable parallel unsafe as $f$ '
        'declare oldest constant bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint; '
        'begin return (select oldest + case when oldest >= from_transaction then after else before end from parted.lifted); end $f$'),
    (3, 'create or replace function parted.newest() returns bigint language plpgsql volatile parallel unsafe as $f$ begin '
        'return pg_snapshot_xmax(pg_current_snapshot())::text::bigint + pg_sequence_last_value(''parted.lift''); end $f$'),
    (4, 'create or replace function parted.lift_to(target bigint) returns void language plpgsql as $f$ begin '
        'perform pg_advisory_xact_lock(''parted.lift''::regclass::bigint); if target > parted.newest() then '
        'perform setval(''parted.lift'', pg_sequence_last_value(''parted.lift'') + target - parted.newest()); end if; end $f$'),
    (5, 'create or replace function parted.settle_lift() returns void language plpgsql as $f$ '
        'declare lift constant bigint := pg_sequence_last_value(''parted.lift''); begin '
        'if lift > (select after from parted.lifted) then '
        'update parted.lifted set before = after, after = lift, from_transaction = pg_current_xact_id()::text::bigint '
        'where after < lift and from_transaction <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint; end if; end $f$'),
    (6, 'create or replace function parted.progress() returns text language plpgsql stable as $f$ begin '
        'return concat_ws('' '', parted.horizon(), parted.newest(), '
        '(select string_agg(gid, '','') from pg_prepared_xacts where database = current_database() and gid like ''citus%'')); end $f$')
) as written (place, statement)
