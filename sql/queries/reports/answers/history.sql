-- One row: what stands of a recipient's answer on one occasion, their latest unless it is named; with when the mail
-- was sent, and the sender's words for the message and the recipient where they are kept, and on how many
-- devices a day the token was answered with, where many people hold it.
select rating.occasion, nullif(message.reference, '') as message, recipient.reference, campaign.scale, campaign.asks, coalesce(rating.sent_at, campaign.sent_at) as sent_at, rating.events, rating.first_at,
       rating.clicked, rating.score, rating.aside,
       case when rating.state = 'settling' and rating.settles_at <= %(now)s then 'counted' else rating.state end as state,
       rating.proof, rating.reason, rating.id, rating.comment, shared.clients as shared_clients
from rating
join campaign on campaign.slug = rating.campaign
left join recipient on recipient.recipient = rating.recipient and recipient.bucket = rating.bucket
left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
    and message.occasion = rating.occasion and message.bucket = rating.bucket
left join shared_token as shared on shared.campaign = rating.campaign and shared.recipient = rating.recipient
    and shared.bucket = rating.bucket
where rating.campaign = %(campaign)s and rating.recipient = %(recipient)s and rating.bucket = %(bucket)s
  and (%(occasion)s::bigint is null or rating.occasion = %(occasion)s)
order by rating.occasion desc
limit 1
