-- As segments_due.sql, where rows are parted over nodes that plan their part of a statement themselves: what is to be seen of all
-- campaigns is put together once, rather than looked up for each.
with newest as materialized (
    select campaign, max(changed) as changed from rating_change group by campaign
), summed as materialized (
    select campaign, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) as answers from rollup group by campaign
), person as materialized (
    select max(kept_at) as kept_at from recipient
), message as materialized (
    select max(kept_at) as kept_at from occasion_attribute
), now_seen as materialized (
    select slug, time_zone, sent_at, waves,
           concat_ws('/', newest.changed, summed.answers, coalesce(time_zone, %(here)s), sent_at, nullif(waves, '[]'),
                     person.kept_at, message.kept_at) as seen
    from campaign
    join summed on summed.campaign = slug
    left join newest on newest.campaign = slug
    cross join person cross join message
)
select slug, time_zone, now_seen.seen, sent_at, waves
from now_seen
left join segmented on segmented.campaign = slug
where now_seen.seen is distinct from segmented.seen and (at is null or %(now)s >= at + seconds * interval '50 seconds')
order by at nulls first, slug
