-- Keeps what the sender knows of some messages; of one that comes twice, the last. What was kept before and is not
-- said now stays.
insert into occasion_attribute as o (campaign, recipient, occasion, bucket, reference, attributes, kept_at)
select distinct on (who, which) %(campaign)s, who, which, (who & 31)::smallint, reference, attributes::jsonb, %(now)s
from unnest(%(recipients)s::bigint[], %(occasions)s::bigint[], %(references)s::text[], %(attributes)s::text[])
     with ordinality as kept (who, which, reference, attributes, place)
order by who, which, place desc
on conflict (campaign, recipient, occasion, bucket) do update set
    reference = excluded.reference,
    attributes = o.attributes || excluded.attributes,
    kept_at = excluded.kept_at
