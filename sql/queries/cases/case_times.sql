-- A row is all cases that were opened in a time, or those of one touchpoint, or those to which one of the team reacted first:
-- how many, how many had a reaction, were closed, and ended with the person reached; and the medians, in seconds from
-- opening to the first reaction and to the last closing.
with opened as materialized (  -- of which three groupings are made
    select comment.*, coalesce(campaign.touchpoint, '') as touchpoint
    from comment join campaign on campaign.slug = comment.campaign
    where opened_at >= %(since)s and opened_at < %(until)s and score is not null
      and (%(campaign)s::text is null or comment.campaign = %(campaign)s)
)
select
    case when grouping(touchpoint) = 0 then 'touchpoint' when grouping(reacted_by) = 0 then 'member' else 'all' end as kind,
    coalesce(touchpoint, reacted_by, '') as name,
    count(*) as cases, count(reacted_at) as reacted, count(closed_at) as closed,
    count(*) filter (where reason in ('solved', 'answered')) as reached,
    percentile_cont(0.5) within group (order by greatest(extract(epoch from reacted_at - opened_at), 0))
        filter (where reacted_at is not null) as reaction,
    percentile_cont(0.5) within group (order by greatest(extract(epoch from closed_at - opened_at), 0))
        filter (where closed_at is not null) as closing
from opened
group by grouping sets ((), (touchpoint), (reacted_by))
having grouping(touchpoint) = 0 or grouping(reacted_by) = 1 or reacted_by is not null
order by kind, cases desc, name
