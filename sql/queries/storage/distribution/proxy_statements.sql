-- A statement each, in order, that makes this migrated database one which holds no answers itself: calls of the functions by
-- bucket go to one of the servers through PL/Proxy, by the bucket modulo their number, and reports read all of them through
-- postgres_fdw. Run again they make the same anew, for other addresses or after a migration. What would write an answer
-- here instead of there is refused. "secret" is whether it holds the servers' password.
with server as (
    select (ordinality - 1)::integer as part, place ->> 'address' as address, place ->> 'owners' as owners,
           (select string_agg(format('%%I %%L', key, value), ', ') from json_each_text(place -> 'options')) as options
    from json_array_elements(%(servers)s::json) with ordinality as listed (place, ordinality)
), grown as (
    select relname::text as name
    from pg_class as c
    where relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition
      -- what the worker here makes of answers is kept here
      and relname not in ('outbox_message', 'case_due', 'topic_text', 'topic_tag', 'topic_correction')
      and (relname = 'tag' or exists (select 1 from pg_attribute where attrelid = c.oid and attname = 'bucket'))
), called as (
    select proname::text as name, pg_get_function_identity_arguments(oid) as arguments, pg_get_function_result(oid) as result,
           case when 'events' = any (proargnames) then 'parted.part_of(bucket, events)' else 'bucket' end as part
    from pg_proc
    where pronamespace = 'public'::regnamespace and proname = any (%(functions)s::text[]) and proargnames[1] = 'bucket'
), field as (
    select string_agg(quote_ident(attname), ', ' order by attnum) as names,
           string_agg('new.' || quote_ident(attname), ', ' order by attnum) as news,
           string_agg('here.' || quote_ident(attname), ', ' order by attnum) as heres,
           string_agg('there.' || quote_ident(attname), ', ' order by attnum) as theres,
           string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) as types
    from pg_attribute where attrelid = 'campaign'::regclass and attnum > 0 and not attisdropped
), many as (
    select count(*)::integer as parts from server
), written (place, secret, statement) as (
    values (0, false, 'create or replace view folded_sums as select campaign, folded_at from rollup_zone'),
           (0, false, 'create or replace view erased_elsewhere as select recipient, campaign, occasion, at from erasure where false'),
           (0, false, 'create extension if not exists plproxy'),
           (1, false, 'create extension if not exists postgres_fdw'),
           (2, false, 'drop schema if exists parted cascade'),
           (3, false, 'create schema parted'),
           (4, false, 'grant usage on schema parted to feedback_collector'),
           (5, false, 'drop server if exists feedback_parts cascade'),
           (5, false, 'drop server if exists feedback_owners cascade')
    union all
    select 6, false, format('drop server %%I cascade', srvname) from pg_foreign_server where srvname ~ '^feedback_part_\d+$'
    union all
    select 10, false, format('create server feedback_parts foreign data wrapper plproxy options (%%s)',
                             string_agg(format('p%%s %%L', part, address), ', ' order by part))
    from server
    union all
    select 10, false, format('create server feedback_owners foreign data wrapper plproxy options (%%s)',
                             string_agg(format('p%%s %%L', part, owners), ', ' order by part))
    from server
    union all
    values (11, false, 'grant usage on foreign server feedback_parts to feedback_collector')
    union all
    select 12, true, format('create user mapping for %%I server feedback_parts options (user %%L, password %%L)', member, %(user)s::text, %(password)s::text)
    from (select distinct unnest(array[current_user::text, 'feedback_collector']) as member) as members
    union all
    select 12, true, format('create user mapping for current_user server feedback_owners options (user %%L, password %%L)',
                            %(user)s::text, %(password)s::text)
    union all
    select 13, false, format('create server feedback_part_%%s foreign data wrapper postgres_fdw options (%%s)', part, options) from server
    union all
    select 14, true, format('create user mapping for current_user server feedback_part_%%s options (user %%L, password %%L)',
                            part, %(user)s::text, %(password)s::text)
    from server
    union all
    select 20, false, format(
        'create function parted.part_of(bucket smallint, events json) returns integer language plpgsql immutable as $f$ begin '
        'if exists (select 1 from json_array_elements($2) as e where (e ->> ''bucket'')::integer %%%% %%s <> $1 %%%% %%s) then '
        'raise exception ''one call is of recipients of several servers''; end if; return $1; end $f$', parts, parts)
    from many
    union all
    select 21, false, format('create or replace function %%I(%%s) returns %%s language plproxy as '
                             '$f$ cluster ''feedback_parts''; run on %%s; $f$', name, arguments, result, part)
    from called
    union all
    select 22, false, format('create or replace function bucket_parts() returns integer language sql immutable parallel safe return %%s', parts)
    from many
    union all
    select 23, false, format('create foreign table parted.%%I (horizon bigint, newest bigint, epoch bigint) server feedback_part_%%s '
                             'options (schema_name ''public'', table_name ''change_progress'')', 'progress_' || part, part)
    from server
    union all
    select 24, false, 'create view parted.progress as '
                      || string_agg(format('select %%s as part, horizon, newest, epoch from parted.%%I', part, 'progress_' || part), ' union all ')
    from server
    union all
    -- postgres_fdw keeps one snapshot of each server for a transaction, so what is asked once holds until its end.
    values (25, false,
            'create or replace function change_horizon() returns bigint language plpgsql stable parallel unsafe as $f$ begin '
            'if coalesce(length(current_setting(''feedback.horizon'', true)), 0) = 0 then '
            'perform set_config(''feedback.horizon'', (select min(horizon) from parted.progress)::text, true); end if; '
            'return current_setting(''feedback.horizon'')::bigint; end $f$'),
           (26, false, 'create or replace function newest_change() returns bigint language sql stable parallel unsafe as '
                       '$f$ select max(newest) from parted.progress; $f$'),
           (26, false, 'create or replace function change_epoch() returns bigint language sql stable parallel unsafe as '
                       '$f$ select max(epoch) from parted.progress; $f$'),
           (26, false, 'create or replace function current_change() returns bigint language sql volatile parallel unsafe as '
                       '$f$ select change_horizon(); $f$'),
           (26, false, 'create function parted.lift(part integer, target bigint) returns void language plproxy as '
                       '$f$ cluster ''feedback_owners''; run on part; select parted.lift_to(target); $f$'),
           (26, false, 'create function parted.settle(part integer) returns void language plproxy as '
                       '$f$ cluster ''feedback_owners''; run on part; select parted.settle_lift(); $f$'),
           -- The numbers of a server that writes less are lifted to the others', so that none of theirs waits for it.
           (26, false, 'create or replace function renew_changes(epoch bigint) returns boolean language plpgsql as $f$ declare '
                       'target constant bigint := newest_change(); behind integer; begin '
                       'for behind in select part from parted.progress where newest < target loop '
                       'perform parted.lift(behind, target); end loop; '
                       'perform parted.settle(part) from parted.progress; return false; end $f$'),
           (27, false, 'create or replace function keep_visit_partitions(first date, days integer, drop_before date) returns void '
                       'language sql as $f$ $f$'),
           (30, false, 'create function parted.refuse() returns trigger language plpgsql as $f$ begin raise exception '
                       '''rows of %% are on several servers: this one takes none'', tg_table_name using hint = '
                       '''ask one of the servers itself, or run feedback-buttons distribute again after a migration''; end $f$')
    union all
    values (28, false, 'create function parted.standby_of(part integer) returns table (server text, here bigint, standbys integer, flushed bigint) '
                       'language plproxy as $f$ cluster ''feedback_parts''; run on part; select server, here, standbys, flushed from standby_progress(); $f$'),
           (29, false, 'create or replace function standbys_of_servers() '
                       'returns table (part integer, server text, here bigint, standbys integer, flushed bigint) language plpgsql as $f$ begin '
                       'for place in 0 .. bucket_parts() - 1 loop part := place; server := null; here := null; standbys := null; flushed := null; '
                       'begin select there.server || ''-'' || place, there.here, there.standbys, there.flushed into server, here, standbys, flushed '
                       'from parted.standby_of(place) as there; exception when others then null; end; return next; end loop; '
                       -- Servers that were copied from one have one name, but for their place. The front's own goes by the epoch of all.
                       'part := bucket_parts(); server := null; here := null; standbys := null; flushed := null; '
                       'begin select own.server || ''-front'', own.here, own.standbys, own.flushed into server, here, standbys, flushed '
                       'from standby_progress() as own; exception when others then null; end; return next; end $f$')
    union all
    -- The mark of an erasure is kept here too, for what is kept of an answer here; its server does what is done there.
    values (33, false, 'create or replace function forget_cases() returns trigger language plpgsql as $f$ begin '
                       'delete from case_due where recipient = new.recipient and (new.campaign = '''' or campaign = new.campaign and occasion = new.occasion); '
                       'return null; end $f$')
    union all
    select 31, false, format('create trigger parted_elsewhere before insert on %%I for each row execute function parted.refuse()', name)
    from grown
    union all
    select 32, false, format('create foreign table parted.%%I () inherits (%%I) server feedback_part_%%s '
                             -- by 2,000 rows a round trip; 100 are the default, with which 300,000 take 1.8 times as long
                             'options (schema_name ''public'', fetch_size ''2000'', table_name %%L%%s)',
                             name || '_' || part, name, part, name,
                             -- looked up by key, one after the other, rather than fetched whole to be joined here
                             case when name in ('rating', 'comment', 'recipient', 'occasion_attribute', 'contact_request', 'shared_token')
                                  then ', use_remote_estimate ''true''' else '' end)
    from grown, server
    union all
    select 35, false, format('create foreign table parted.%%I (recipient bigint, campaign text, occasion bigint, at timestamptz) '
                             'server feedback_part_%%s options (schema_name ''public'', table_name ''erasure'')', 'erasure_' || part, part)
    from server
    union all
    select 36, false, 'create or replace view erased_elsewhere as '
                      || string_agg(format('select recipient, campaign, occasion, at from parted.%%I', 'erasure_' || part), ' union all ')
    from server
    union all
    select 37, false, format('create foreign table parted.%%I (campaign text, folded_at timestamptz) '
                             'server feedback_part_%%s options (schema_name ''public'', table_name ''folded_sums'')', 'folded_' || part, part)
    from server
    union all
    -- A sum of all servers' moments, since each only grows: it is another whenever one of them is.
    select 38, false, 'create or replace view folded_sums as '
                      'select campaign, to_timestamp(sum(extract(epoch from folded_at))::double precision) as folded_at from ('
                      || string_agg(format('select campaign, folded_at from parted.%%I', 'folded_' || part), ' union all ')
                      || ') as each_part group by campaign'
    from server
    union all
    select 40, false, format('drop table %%I', c.relname)
    from pg_inherits join pg_class as c on c.oid = inhrelid
    where inhparent = 'visit'::regclass and relnamespace = 'public'::regnamespace
    union all
    values (41, false, 'drop index if exists visit_key'),
           (42, false, 'create table parted.visit partition of visit default partition by list (bucket)')
    union all
    select 43, false, format('create foreign table parted.%%I partition of parted.visit for values in (%%s) server feedback_part_%%s '
                             'options (schema_name ''public'', fetch_size ''2000'', table_name ''visit'')',
                             'visit_' || part, (select string_agg(b::text, ', ') from generate_series(0, 31) as b where b %% parts = part), part)
    from server, many
    union all
    select 50, false, format('create foreign table parted.%%I (%%s) server feedback_part_%%s options (schema_name ''public'', table_name ''campaign'')',
                             'campaign_' || part, types, part)
    from server, field
    union all
    -- A front that was restored from before a campaign was made learns of it from the servers, unless it was deleted since; a server
    -- that was restored is told what has changed.
    select 51, false, format('insert into campaign (%%s) select %%s from parted.%%I where slug not in (select slug from campaign) '
                             'and slug not in (select subject from audit where did = ''campaign deleted'')', names, names, 'campaign_' || part)
    from server, field
    union all
    select 52, false, format('delete from parted.%%I where slug not in (select slug from campaign)', 'campaign_' || part) from server
    union all
    select 52, false, format('insert into parted.%%I (%%s) select %%s from campaign where slug not in (select slug from parted.%%I)',
                             'campaign_' || part, names, names, 'campaign_' || part)
    from server, field
    union all
    select 52, false, format('update parted.%%I as there set (%%s) = (select %%s from campaign where slug = there.slug) from campaign as here '
                             'where here.slug = there.slug and (%%s) is distinct from (%%s)', 'campaign_' || part, names, names, heres, theres)
    from server, field
    union all
    select 53, false, 'create function parted.tell_campaign() returns trigger language plpgsql as $f$ begin '
        || string_agg(format(
            'if tg_op = ''DELETE'' then delete from parted.%%I where slug = old.slug; '
            'elsif tg_op = ''UPDATE'' then update parted.%%I set (%%s) = row (%%s) where slug = old.slug; '
            'else insert into parted.%%I (%%s) values (%%s); end if; ',
            'campaign_' || part, 'campaign_' || part, names, news, 'campaign_' || part, names, news), '' order by part)
        || 'return null; end $f$'
    from server, field
    union all
    values (54, false, 'create trigger parted_tell after insert or update or delete on campaign for each row '
                       'execute function parted.tell_campaign()')
)
select secret, statement from written order by place, statement
