-- An answer each that has changed behind a place, in the order of changes, as it stands now. Only what was changed
-- by transactions before the oldest one that still runs: all of these have ended, so that nothing can
-- appear in between any more. A settling answer whose time has come reads as counted.
select
    changed, rating.recipient, rating.occasion, rating.at, rating.score,
    case when state = 'settling' and settles_at <= %(now)s then 'counted' else state end as state,
    case when state = 'settling' and settles_at > %(now)s then settles_at end as final_at,
    proof, reason, language, client_class::text as client,
    case when score is not null then comment end as comment, case when score is not null then commented_at end as commented_at,
    question, choice, rating.token_sent_at, rating.first_at,
    nullif(message.reference, '') as message, shared.clients as shared_clients, nullif(recipient.reference, '') as reference,
    case when %(references)s then coalesce(recipient.attributes || message.attributes, message.attributes, recipient.attributes) end as attributes,
    mentioned.topics, mentioned.tone
from rating_change
join rating using (campaign, recipient, occasion, bucket, changed)
left join recipient on recipient.recipient = rating.recipient and recipient.bucket = rating.bucket
    and %(references)s
left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
    and message.occasion = rating.occasion and message.bucket = rating.bucket
left join shared_token as shared on shared.campaign = rating.campaign and shared.recipient = rating.recipient
    and shared.bucket = rating.bucket
{mentioned_topics}
where rating_change.campaign = %(campaign)s
  and (changed, rating_change.recipient, rating_change.occasion) > (%(changed)s, %(recipient)s, %(occasion)s)
  and changed < %(horizon)s
  and (%(since)s::timestamptz is null or rating.at >= %(since)s) and (%(until)s::timestamptz is null or rating.at < %(until)s)
  and (%(stop_changed)s::bigint is null
       or (changed, rating_change.recipient, rating_change.occasion) <= (%(stop_changed)s, %(stop_recipient)s::bigint, %(stop_occasion)s::bigint))
order by changed, rating_change.recipient, rating_change.occasion
limit %(limit)s
