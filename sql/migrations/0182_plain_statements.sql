-- Three functions as before, by statements that an engine can plan which parts rows over servers.

-- A time is compared with a time there, not with a day: which moment that begins at depends on the session.
create or replace function keep_visit_partitions(first date, days integer, drop_before date) returns void
language plpgsql as $function$
declare
    part record;
    day date;
    dropped_until constant timestamptz := drop_before;
begin
    delete from visit_other where at < dropped_until;
    perform move_stranded_visits();
    for day in select first + n from generate_series(0, days - 1) as n loop
        if to_regclass('visit_' || to_char(day, 'YYYYMMDD')) is null then
            perform make_visit_partition(day);
        end if;
    end loop;
    for part in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'visit'::regclass and relname ~ '^visit_\d{8}$'
          and to_date(right(relname, 8), 'YYYYMMDD') < drop_before
    loop
        execute format('drop table %I', part.relname);
    end loop;
end
$function$;
alter function keep_visit_partitions(date, integer, date) set lock_timeout = '1s';

-- A query that selects no column is refused there.
create or replace function move_stranded_visits() returns void
language plpgsql as $function$
declare
    day date;
begin
    perform 1 from visit_other limit 1;
    if not found then
        return;
    end if;
    lock table visit in access exclusive mode;
    alter table visit detach partition visit_other;
    for day in select distinct (at at time zone 'UTC')::date from visit_other loop
        if to_regclass('visit_' || to_char(day, 'YYYYMMDD')) is null then
            perform make_visit_partition(day);
        end if;
    end loop;
    insert into visit select * from visit_other;
    delete from visit_other;
    alter table visit attach partition visit_other default;
end
$function$;

-- A click calls it where the recipient's rows are: what it writes of the campaign's days is one plain row.
create or replace function forget_comment_topics(campaign text, recipient bigint, occasion bigint, bucket smallint) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    tagged_day date;
begin
    delete from topic_tag as t
    where t.campaign = $1 and t.recipient = $2 and t.occasion = $3 and t.bucket = $4;
    delete from topic_text as t
    where t.campaign = $1 and t.recipient = $2 and t.occasion = $3 and t.bucket = $4
    returning t.day into tagged_day;
    if not found then
        return;
    end if;
    perform 1 from campaign where slug = $1;
    if found then
        insert into topic_stale (campaign, day) values ($1, tagged_day) on conflict do nothing;
    end if;
end
$function$;
do $$
begin
    execute format('alter function forget_comment_topics set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
