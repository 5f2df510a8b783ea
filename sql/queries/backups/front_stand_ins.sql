-- A statement each, in order, to be run before a dump of a front is loaded: what its schema refers to, until it is distributed. It takes no answer meanwhile.
select statement
from (
    -- Where its functions are only to be loaded, in a scratch server without PL/Proxy, any language does.
    values (0, case when %(scratch)s then 'create language plproxy handler plpgsql_call_handler'
                    else 'create extension if not exists plproxy' end),
           (1, 'create schema parted'),
           (2, 'create function parted.refuse() returns trigger language plpgsql as $f$ begin '
               'raise exception ''rows of %% are on several servers: this one takes none'', tg_table_name; end $f$'),
           (2, 'create function parted.tell_campaign() returns trigger language plpgsql as $f$ begin '
               'raise exception ''the servers are not there yet'' using hint = ''run feedback-buttons distribute''; end $f$')
    union all
    values (3, 'create table parted.progress (part integer, horizon bigint, newest bigint, epoch bigint)'),
           (3, 'create function parted.lift(part integer, target bigint) returns void language sql as $f$ $f$'),
           (3, 'create function parted.settle(part integer) returns void language sql as $f$ $f$')
    union all
    select 3, format('create table parted.folded_%%s (campaign text, folded_at timestamptz)', part)
    from generate_series(0, %(parts)s::integer - 1) as part
    union all
    select 3, format('create table parted.erasure_%%s (recipient bigint, campaign text, occasion bigint, at timestamptz)', part)
    from generate_series(0, %(parts)s::integer - 1) as part
) as written (place, statement)
order by place
