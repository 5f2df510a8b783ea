-- A campaign with the net answers of 0 to 10 between each two "edges" of its zone in which something changed there, and how many
-- clicks were excluded as a scanner's: of "places", of which n runs from the nth edge to the one behind it, 0 until the first one,
-- the last to the end; and the last minute in which something changed. Once of the sums that are not folded (and of answers that name
-- nobody), where there are any, and, "folded", of those that are, where these became others at another moment than is "known": with
-- no places where there are none.
with zone as (
    select name, edges from jsonb_to_recordset(%(zones)s::jsonb) as part (name text, edges timestamptz[])
), wanted as (
    select slug, edges, folded_sums.folded_at, known.folded_at is distinct from folded_sums.folded_at as anew
    from jsonb_to_recordset(%(known)s::jsonb) as known (slug text, zone text, folded_at timestamptz)
    join zone on name = zone
    left join folded_sums on campaign = slug
), placed as (
    select slug, false as folded, null::timestamptz as folded_at, width_bucket(minute, edges) as place, max(minute) as last_at,
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
)
select slug as campaign, folded, folded_at, max(last_at) as last_at, array_agg(place) filter (where place is not null) as places,
    array_agg(sums) filter (where place is not null) as sums
from placed
group by slug, folded, folded_at
