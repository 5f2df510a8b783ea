-- A statement each, in order, that distributes this migrated database over the nodes of its Citus: functions that are called there,
-- whole tables that queries join with recipients' rows, those rows by their bucket, and the functions of a click, each call of which
-- goes to the node that has its bucket. What erases stays where it is asked: it touches tables of the team, which are on the
-- coordinator. At last what numbers the changes of several nodes: on each of them as a part of several servers has it (see
-- part_statements.sql), on the coordinator what asks all of them. "done" are tables that are distributed already; all else is made anew.
with recursive grown as (
    select relname::text as name, relname <> 'rating' as later
    from pg_class as c
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'outbox_message'
      and exists (select 1 from pg_attribute where attrelid = c.oid and attname = 'bucket')
), own as (
    select oid, proname::text as name, pg_get_functiondef(oid) as text, proargnames[1] = 'bucket' and proname = any (%(functions)s::text[]) as sent,
           provolatile = 'i' as immutable
    from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f'
), called as (  -- by queries, by what is sent to a node, or by an index, a check or a default of a table
    select oid, name, text, sent from own
    where sent or immutable or name = 'topic_phrases_in' or exists (select 1 from pg_depend where refclassid = 'pg_proc'::regclass and refobjid = own.oid
                            and classid in ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass))
    union
    select own.oid, own.name, own.text, own.sent from called join own on called.text ~ ('\m' || own.name || '\(')
), written (place, name, statement) as (
    -- Web processes ask the nodes in the collector's name: it must be let in there before anything is elsewhere.
    select -2, '', 'do $all$ declare refused text; begin select string_agg(result, '', '') into refused from run_command_on_all_nodes('
                   || quote_literal(asked) || ') where not success; if refused <> '''' then raise exception ''a node refuses: %%'', refused '
                   'using hint = ''Let an administrator run there: create role feedback_collector login''; end if; end $all$'
    from (values ('do $node$ begin if not exists (select 1 from pg_roles where rolname = ''feedback_collector'') then '
                  'perform set_config(''citus.enable_ddl_propagation'', ''off'', true); create role feedback_collector login; '
                  'end if; end $node$')) as role (asked)
    union all
    values (-4, '', 'alter table topic alter column id drop default'),  -- the release before's, which does not run on Citus
           (-3, '', 'set citus.multi_shard_modify_mode = parallel'),  -- rows that there are already may be many
           (-1, '', 'do $all$ declare refused text; begin perform set_config(''role'', ''feedback_collector'', true); begin '
                    'select string_agg(result, '', '') into refused from run_command_on_all_nodes(''select 1'') where not success; '
                    'exception when insufficient_privilege then refused := null; end; perform set_config(''role'', ''none'', true); '
                    'if refused <> '''' then raise exception ''a node does not let feedback_collector in: %%'', refused '
                    'using hint = ''Web processes ask the nodes in its name: let the coordinator sign in as it on each of them, '
                    'by their pg_hba.conf and, where that asks for a password, by pg_dist_authinfo or a .pgpass''; end if; end $all$')
    union all
    select 0, name, format('select create_distributed_function(%%L)', oid::regprocedure::text) from called where not sent
    union all
    select 1, name, format('select create_reference_table(%%L)', name)
    from unnest(%(whole)s::text[]) as name
    where name <> all (%(done)s::text[])
    union all
    -- A node that was added since has no whole tables before a shard is moved there by itself.
    values (3, '', 'do $all$ begin perform replicate_reference_tables(); exception when insufficient_privilege or undefined_function then null; end $all$')
    union all
    -- By what a row of evidence is known, without which no shard is moved beside those who write.
    values
    (1, '', 'do $all$ declare part record; begin for part in select c.oid::regclass as day, own.relname as key from pg_class as c '
            'join pg_index on indrelid = c.oid join pg_inherits on inhrelid = indexrelid join pg_class as own on own.oid = indexrelid '
            'where inhparent = ''visit_key''::regclass and c.relreplident = ''d'' '
            'loop execute format(''alter table %%s replica identity using index %%I'', part.day, part.key); end loop; end $all$')
    union all
    select 2 + later::integer, name, case when later then format('select create_distributed_table(%%L, ''bucket'', colocate_with := ''rating'')', name)
                                          else format('select create_distributed_table(%%L, ''bucket'')', name) end
    from grown
    where name <> all (%(done)s::text[])
    union all
    -- What was copied to the nodes is still on the coordinator's disk, where no erasure and no retention comes to it.
    values
    (4, '', 'do $all$ declare copied regclass; begin for copied in select c.oid from pg_dist_partition join pg_class as c on c.oid = logicalrelid '
            'where partmethod = ''h'' and relkind = ''r'' and relnamespace = ''public''::regnamespace and pg_relation_size(c.oid) > 0 '
            'and exists (select 1 from pg_attribute where attrelid = c.oid and attname = ''bucket'') '
            'loop perform truncate_local_data_after_distributing_table(copied); end loop; end $all$')
    union all
    values
    (5, '', format('do $all$ declare refused text; begin select string_agg(result, '', '') into refused from run_command_on_all_nodes(%%L) '
                   'where not success; if refused <> '''' then raise exception ''a node refuses: %%%%'', refused; end if; end $all$', %(node)s::text)),
    -- A node that was added since has none: it takes nothing, rather than give numbers that others have passed.
    (6, '', 'create or replace function change_base() returns bigint language plpgsql volatile parallel unsafe as $f$ begin '
            'if to_regclass(''parted.lift'') is null then raise exception ''this node does not number changes yet'' '
            'using hint = ''run feedback-buttons distribute again, as after each node that is added''; end if; '
            'return pg_sequence_last_value(to_regclass(''parted.lift'')); end $f$'),
    -- What the coordinator numbers may be written on a node that commits after it: such a transaction is prepared there meanwhile. So
    -- its own horizon comes first, and then who is prepared on a node, until none of these is left.
    (7, '', 'create or replace function parted.ask() returns void language plpgsql as $f$ declare '
            'least_one bigint := parted.horizon(); nodes bigint; lowest bigint; highest bigint; refused text; prepared text[]; still text[]; '
            'begin for attempt in 1..100 loop '
            'select min(split_part(result, '' '', 1)::bigint) filter (where success), min(split_part(result, '' '', 2)::bigint) filter (where success), '
            'max(split_part(result, '' '', 2)::bigint) filter (where success), '
            'string_agg(result, '', '') filter (where not success), coalesce(array_agg(gid) filter (where gid <> ''''), ''{}'') '
            'into nodes, lowest, highest, refused, still from run_command_on_all_nodes(''select parted.progress()'') as asked '
            'cross join lateral unnest(case when success then string_to_array(split_part(result, '' '', 3) || '','', '','') else array[null] end) as gid; '
            'if refused <> '''' then raise exception ''a node does not say how far its changes are: %%'', refused '
            'using hint = ''start it, or run feedback-buttons distribute again where it was added since''; end if; '
            'if attempt = 1 then least_one := least(least_one, nodes); prepared := still; end if; '
            'prepared := array(select unnest(prepared) intersect select unnest(still)); exit when prepared = ''{}''; '
            'perform pg_sleep(0.02); end loop; '
            'perform set_config(''feedback.newest'', highest::text, true), set_config(''feedback.lowest'', lowest::text, true), '
            'set_config(''feedback.horizon'', case when prepared = ''{}'' then least_one else 0 end::text, true); end $f$'),
    (8, '', 'create or replace function change_horizon() returns bigint language plpgsql volatile parallel unsafe as $f$ begin '
            'perform parted.ask(); return current_setting(''feedback.horizon'')::bigint; end $f$'),
    (8, '', 'create or replace function newest_change() returns bigint language plpgsql volatile parallel unsafe as $f$ begin '
            'if coalesce(current_setting(''feedback.newest'', true), '''') = '''' then perform parted.ask(); end if; '
            'return current_setting(''feedback.newest'')::bigint; end $f$'),
    (8, '', 'create or replace function highest_change() returns bigint language sql stable parallel unsafe as $f$ select max(changed) from rating_change $f$'),
    (8, '', 'create or replace function change_from_now() returns bigint language plpgsql volatile parallel unsafe as $f$ begin '
            'perform parted.ask(); return current_setting(''feedback.lowest'')::bigint - 1; end $f$'),
    -- The numbers of a node that writes less are lifted to the others', so that none of theirs waits for it.
    (8, '', 'create or replace function renew_changes(epoch bigint) returns boolean language plpgsql as $f$ begin perform parted.ask(); '
            'perform 1 from run_command_on_all_nodes(format(''select parted.lift_to(%%s)'', current_setting(''feedback.newest''))); '
            'perform 1 from run_command_on_all_nodes(''select parted.settle_lift()''); return false; end $f$'),
    (9, '', 'select renew_changes(0)')
    union all
    -- Not before nodes number changes: who clicks meanwhile has numbers that are not passed over.
    select 10, name, format('select create_distributed_function(%%L, ''bucket'', colocate_with := ''rating'')', oid::regprocedure::text)
    from called where sent
    union all
    values (11, '', 'create or replace function bucket_parts() returns integer language sql immutable parallel safe return 32')
)
select false as secret, statement from written order by place, name, statement
