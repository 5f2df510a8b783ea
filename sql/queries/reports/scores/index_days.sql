-- The net answers of 0 to 10 of a campaign in one of its days: the place of that among those that begin at "begins" (from 1).
select campaign, width_bucket(minute, %(begins)s::timestamptz[]) as place,
    array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10)]::bigint[] as counts
from counted_sums
where minute >= (%(begins)s::timestamptz[])[1] and campaign = any (%(slugs)s::text[])
group by campaign, place
