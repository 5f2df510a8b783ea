-- One row per answer of a campaign that was not erased, by recipient; with when its mail was sent, null where
-- nobody knows. What the team decided is among them: a press that came later may count under another policy.
select rating.recipient, rating.occasion, coalesce(rating.sent_at, campaign.sent_at) as sent_at
from rating join campaign on campaign.slug = rating.campaign
where rating.campaign = %(campaign)s and rating.state <> 'erased'
order by rating.recipient, rating.occasion
