-- Makes the daily partitions of the evidence from a day on, and drops those that ended before another.
create function keep_visit_partitions(first date, days integer, drop_before date) returns void
language plpgsql as $$
declare
    part record;
    day  date;
begin
    for day in select first + n from generate_series(0, days - 1) as n loop
        execute format(
            'create table if not exists visit_%s partition of visit for values from (%L) to (%L)',
            to_char(day, 'YYYYMMDD'), day::text || ' 00:00+00', (day + 1)::text || ' 00:00+00');
    end loop;
    for part in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'visit'::regclass and relname ~ '^visit_\d{8}$'
          and to_date(right(relname, 8), 'YYYYMMDD') < drop_before
    loop
        execute format('drop table %I', part.relname);
    end loop;
    delete from visit_other where at < drop_before;
end
$$;
