-- One row per answer of a campaign that the rules decided, by recipient; with when its mail was sent, null
-- where nobody knows.
select rating.recipient, rating.occasion, coalesce(rating.sent_at, campaign.sent_at)
from rating join campaign on campaign.slug = rating.campaign
where rating.campaign = %(campaign)s and rating.state not in ('overruled', 'erased')
order by rating.recipient, rating.occasion
