-- The campaigns whose segments are to be summed up again, those first that wait the longest, and what there is to
-- see: something has changed since, and fifty times as long as it took has passed.
select slug, time_zone, now_seen.seen, sent_at, waves
from campaign
cross join lateral (
    select concat_ws('/',
        (select max(changed) from rating_change where campaign = slug),
        (select sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) from rollup where campaign = slug),
        coalesce(time_zone, %(here)s), sent_at, nullif(waves, '[]'), (select max(kept_at) from recipient), (select max(kept_at) from occasion_attribute)) as seen
) as now_seen
left join segmented on segmented.campaign = slug
where now_seen.seen is distinct from segmented.seen and slug in (select campaign from rollup)
  and (at is null or %(now)s >= at + seconds * interval '50 seconds')
order by at nulls first, slug
