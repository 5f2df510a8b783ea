-- The net answers of a campaign in one of some spans of time (its place among "begins" and "ends", from 1; null: since ever,
-- until now), as a histogram of the scores 0 to 10. Spans in which nothing changed are missing.
select campaign, place::integer as place,
    array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10)]::bigint[] as counts
from unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[]) with ordinality as span (begins, ends, place)
join counted_sums on minute >= coalesce(begins, '-infinity') and minute < coalesce(ends, 'infinity')
where campaign = any (%(slugs)s::text[])
group by campaign, place
