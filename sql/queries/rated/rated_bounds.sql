-- A row is a campaign in which something changed since a channel was told of it: from behind which change on, and up to which one
-- is read now, at most so many changes. Only of transactions before which none is under way any more: there comes nothing between.
select campaign.slug as campaign, coalesce(look.changed, feed.since) as since, last.changed as until
from rated_feed as feed
join campaign on feed.campaign is null or campaign.slug = feed.campaign
left join rated_look as look on look.channel = feed.channel and look.campaign = campaign.slug
cross join lateral (
    select max(changed) as changed from (
        select changed from rating_change
        where rating_change.campaign = campaign.slug and changed > coalesce(look.changed, feed.since) and changed < %(horizon)s
        order by changed
        limit %(limit)s
    ) as read
) as last
where feed.channel = %(channel)s and last.changed is not null
