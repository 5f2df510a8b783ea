-- The net answers of 0 to 10 of a campaign between two "edges" of its zone, the last minute in which something changed there, and how
-- many clicks were set aside as a scanner's: "place" n runs from the nth edge to the one behind it, 0 until the first one, the last to
-- the end. Once of the sums that are not folded (and of answers that name nobody), and, "folded", of those that are, where these
-- became others at another moment than is "known". Of such a campaign there is a row without a place where it has none.
with zone as (
    select name, array_agg(edge order by edge) as edges
    from unnest(%(edge_zones)s::text[], %(edges)s::timestamptz[]) as part (name, edge)
    group by name
), wanted as (
    select slug, edges, rollup_zone.folded_at, known_at is distinct from rollup_zone.folded_at as anew
    from unnest(%(slugs)s::text[], %(zones)s::text[], %(known)s::timestamptz[]) as known (slug, zone_name, known_at)
    join zone on name = zone_name
    left join rollup_zone on campaign = slug
)
select slug as campaign, false as folded, null::timestamptz as folded_at, width_bucket(minute, edges) as place, max(minute) as last_at,
    array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10), sum(scanned)]::bigint[] as sums
from wanted cross join lateral (
    select minute, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, scanned from rollup where campaign = slug and bucket >= 0
    union all
    select minute, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, scanned from unsigned_minute where campaign = slug
    offset 0  -- nothing; but each campaign is now looked up
) as fresh
group by slug, place
union all
select slug, true, folded_at, width_bucket(minute, edges) as place, max(minute),
    array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10), sum(scanned)]::bigint[]
from wanted left join rollup on campaign = slug and bucket = -1
where anew
group by slug, folded_at, place
