-- A day of evidence says by which of its columns a row is known (its primary key is gone, see 0154): Citus moves no shard beside those
-- who write of a table that does not. Of days that there are `distribute` says it; nobody else asks.
create or replace function make_visit_partition(day date) returns void
language plpgsql as $function$
declare
    part constant text := 'visit_' || to_char(day, 'YYYYMMDD');
    key text;
begin
    execute format('create table %I partition of visit for values from (%L) to (%L) with (fillfactor = 75)',
                   part, day::text || ' 00:00+00', (day + 1)::text || ' 00:00+00');
    select own.relname from pg_index join pg_inherits on inhrelid = indexrelid join pg_class as own on own.oid = indexrelid
    where indrelid = to_regclass(part) and inhparent = to_regclass('visit_key') into key;
    if found then
        execute format('alter table %I replica identity using index %I', part, key);
    end if;
end
$function$;
