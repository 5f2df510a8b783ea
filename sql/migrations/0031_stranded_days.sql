-- Makes the daily partitions of the evidence from a day on, and drops those that ended before another.
-- Evidence of a day that had none (no worker ran for more than a week) lies in visit_other, beside which
-- Postgres makes no partition of that day: such days get theirs and their rows here.
create or replace function keep_visit_partitions(first date, days integer, drop_before date) returns void
language plpgsql as $$
declare
    part record;
    day  date;
begin
    delete from visit_other where at < drop_before;
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
$$;

create function make_visit_partition(day date) returns void language plpgsql as $$
begin
    execute format(
        'create table visit_%s partition of visit for values from (%L) to (%L)',
        to_char(day, 'YYYYMMDD'), day::text || ' 00:00+00', (day + 1)::text || ' 00:00+00');
end
$$;

-- The lock keeps all who would add to visit_other waiting, so that each row is moved once and none is refused.
create function move_stranded_visits() returns void language plpgsql as $$
declare
    day date;
begin
    if not exists (select from visit_other) then
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
$$;
