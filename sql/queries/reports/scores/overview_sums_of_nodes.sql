-- As overview_sums.sql, where rows are parted over nodes that plan their part of a statement themselves: the sums of all campaigns
-- are joined with what is wanted of them, rather than looked up for each, and put together with answers that name nobody once summed up.
with wanted as materialized (
    select slug, edges, folded_sums.folded_at, known.folded_at is distinct from folded_sums.folded_at as anew
    from jsonb_to_recordset(%(known)s::jsonb) as known (slug text, zone text, folded_at timestamptz)
    join jsonb_to_recordset(%(zones)s::jsonb) as part (name text, edges timestamptz[]) on part.name = known.zone
    left join folded_sums on campaign = slug
), fresh as materialized (
    select slug, width_bucket(minute, edges) as place, max(minute) as last_at,
        sum(n0) as n0, sum(n1) as n1, sum(n2) as n2, sum(n3) as n3, sum(n4) as n4, sum(n5) as n5, sum(n6) as n6, sum(n7) as n7, sum(n8) as n8, sum(n9) as n9, sum(n10) as n10, sum(scanned) as scanned
    from wanted join rollup on campaign = slug
    where bucket >= 0
    group by slug, place
), unsigned as materialized (
    select slug, width_bucket(minute, edges) as place, max(minute) as last_at,
        sum(n0) as n0, sum(n1) as n1, sum(n2) as n2, sum(n3) as n3, sum(n4) as n4, sum(n5) as n5, sum(n6) as n6, sum(n7) as n7, sum(n8) as n8, sum(n9) as n9, sum(n10) as n10, sum(scanned) as scanned
    from wanted join unsigned_minute on campaign = slug
    group by slug, place
), folded as materialized (
    select slug, width_bucket(minute, edges) as place, max(minute) as last_at,
        array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10), sum(scanned)]::bigint[] as sums
    from wanted join rollup on campaign = slug
    where anew and bucket = -1
    group by slug, place
), placed as (
    select slug, false as folded, null::timestamptz as folded_at, place, max(last_at) as last_at,
        array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10), sum(scanned)]::bigint[] as sums
    from (select * from fresh union all select * from unsigned) as each_part
    group by slug, place
    union all
    select slug, true, wanted.folded_at, folded.place, folded.last_at, folded.sums
    from wanted left join folded using (slug)
    where anew
)
select slug as campaign, folded, folded_at, max(last_at) as last_at, array_agg(place) filter (where place is not null) as places,
    array_agg(sums) filter (where place is not null) as sums
from placed
group by slug, folded, folded_at
