-- Answers that changed since a channel was told of their campaign, at most so many of each, in the order of changes, as they
-- stand: only of transactions before which none is under way any more. What never counted is no change that anybody is told.
select change.campaign, change.changed, change.recipient, change.occasion, case when rating.state = 'settling' then rating.settles_at end as settles_at
from rated_feed as feed
join campaign on feed.campaign is null or campaign.slug = feed.campaign
left join rated_look as look on look.channel = feed.channel and look.campaign = campaign.slug
cross join lateral (
    select campaign, changed, recipient, occasion, bucket from rating_change
    where rating_change.campaign = campaign.slug and changed > coalesce(look.changed, feed.since) and changed < change_horizon()
    order by changed
    limit %(limit)s
) as change
join rating on rating.campaign = change.campaign and rating.recipient = change.recipient and rating.occasion = change.occasion
    and rating.bucket = change.bucket and rating.changed = change.changed
where feed.channel = %(channel)s and rating.state <> 'unconfirmed'
order by change.campaign, change.changed
