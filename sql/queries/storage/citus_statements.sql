-- A statement each, in order, that distributes this migrated database over the nodes of Citus: whole tables that queries join
-- with recipients' rows, those rows by their bucket, and the functions of a click, each call of which goes to the node that has
-- its bucket. What erases stays where it is asked: it touches tables of the team, which are on the coordinator. "done" are
-- tables that are distributed already.
with grown as (
    select relname::text as name, relname <> 'rating' as later
    from pg_class as c
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'outbox_message'
      and exists (select 1 from pg_attribute where attrelid = c.oid and attname = 'bucket')
), written (place, statement) as (
    select 0, format('select create_reference_table(%%L)', name)
    from unnest(%(whole)s::text[]) as name
    where name <> all (%(done)s::text[])
    union all
    select 1 + later::integer, case when later then format('select create_distributed_table(%%L, ''bucket'', colocate_with := ''rating'')', name)
                                    else format('select create_distributed_table(%%L, ''bucket'')', name) end
    from grown
    where name <> all (%(done)s::text[])
    union all
    select 3, format('select create_distributed_function(%%L, ''bucket'', colocate_with := ''rating'')', oid::regprocedure::text)
    from pg_proc
    where pronamespace = 'public'::regnamespace and proname = any (%(functions)s::text[]) and proname <> 'erase_answer'
      and proargnames[1] = 'bucket'
    union all
    values (4, 'create or replace function bucket_parts() returns integer language sql immutable parallel safe return 32')
)
select false as secret, statement from written order by place, statement
