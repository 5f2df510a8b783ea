-- Keeps what people did later: of one that is told twice of a name and a day, the last.
insert into outcome (recipient, bucket, name, day, value, kept_at)
select distinct on (who, name, day) who, (who & 31)::smallint, name, day, value, %(now)s
from unnest(%(recipients)s::bigint[], %(names)s::text[], %(days)s::date[], %(values)s::double precision[])
     with ordinality as kept (who, name, day, value, place)
order by who, name, day, place desc
on conflict (recipient, name, day, bucket) do update set value = excluded.value, kept_at = excluded.kept_at
