-- A row is a campaign in which answers changed since it was looked for cases: from which change on (exclusive) and up to
-- which one is looked at next.
select slug as campaign, coalesce(case_look.changed, 0) as since, last.changed as until
from campaign
left join case_look on case_look.campaign = slug
cross join lateral (
    select max(changed) as changed
    from (
        select changed from rating_change
        where rating_change.campaign = slug and changed > coalesce(case_look.changed, 0) and changed < %(horizon)s
        order by changed
        limit %(limit)s
    ) as next
) as last
where last.changed is not null
