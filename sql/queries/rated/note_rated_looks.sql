-- Notes up to which change of each campaign a channel was told: up to the last that was read, or all where there were fewer.
insert into rated_look (channel, campaign, changed)
select %(channel)s, slug, coalesce(last.changed, look.changed, feed.since)
from rated_feed as feed
join campaign on feed.campaign is null or campaign.slug = feed.campaign
left join rated_look as look on look.channel = feed.channel and look.campaign = campaign.slug
cross join lateral (
    select max(changed) as changed from (
        select changed from rating_change
        where rating_change.campaign = campaign.slug and changed > coalesce(look.changed, feed.since) and changed < change_horizon()
        order by changed
        limit %(limit)s
    ) as read
) as last
where feed.channel = %(channel)s and last.changed is not null
on conflict (channel, campaign) do update set changed = excluded.changed
