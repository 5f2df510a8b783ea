-- The net answers of a campaign in one slice of time, as a histogram of the scores 0 to 10, the last minute in which
-- something changed, and how many clicks were set aside as a scanner's. Slice 0 is all of time; slice n runs from the nth
-- of "cuts" to the one behind it, the last one to the end. Slices in which nothing changed are missing. "slugs" null stands for all campaigns.
select
    campaign, 0 as slice, max(minute) as last_at,
    array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10)]::bigint[] as counts,
    sum(scanned)::bigint as scanned
from counted_sums
where %(slugs)s::text[] is null or campaign = any(%(slugs)s::text[])
group by campaign
union all
select
    campaign, width_bucket(minute, %(cuts)s::timestamptz[]) as slice, max(minute),
    array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10)]::bigint[],
    sum(scanned)::bigint
from counted_sums
where minute >= (%(cuts)s::timestamptz[])[1]
  and (%(slugs)s::text[] is null or campaign = any(%(slugs)s::text[]))
group by campaign, slice
