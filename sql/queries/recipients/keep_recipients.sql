-- Keeps what the sender knows of some recipients; of one that comes twice, the last. What was kept before and is
-- not said now stays.
insert into recipient as r (recipient, bucket, reference, attributes, kept_at)
select distinct on (who) who, (who & 31)::smallint, reference, attributes::jsonb, %(now)s
from unnest(%(recipients)s::bigint[], %(references)s::text[], %(attributes)s::text[])
     with ordinality as kept (who, reference, attributes, place)
order by who, place desc
on conflict (recipient, bucket) do update set
    reference = coalesce(nullif(excluded.reference, ''), r.reference),
    attributes = r.attributes || excluded.attributes,
    kept_at = excluded.kept_at
