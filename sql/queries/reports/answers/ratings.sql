-- One recipient's answer on one occasion, by recipient; score is null if it does not count. A settling
-- answer whose time has come reads as counted. With what the sender keeps of the recipient and of the message, and on how
-- many devices a day the token was answered with, where many people hold it; and with the topics that its comment mentions.
select
    rating.recipient, rating.occasion, at, score,
    case when state = 'settling' and settles_at <= %(now)s then 'counted' else state end as state,
    proof, client_class::text as client, comment, commented_at, question, choice,
    nullif(message.reference, '') as message, nullif(person.reference, '') as reference,
    coalesce(person.attributes || message.attributes, message.attributes, person.attributes) as attributes,
    shared.clients as shared_clients, rating.token_sent_at, rating.first_at,
    mentioned.topics, mentioned.tone
from rating
left join recipient as person on person.recipient = rating.recipient and person.bucket = rating.bucket
left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
    and message.occasion = rating.occasion and message.bucket = rating.bucket
left join shared_token as shared on shared.campaign = rating.campaign and shared.recipient = rating.recipient
    and shared.bucket = rating.bucket
{mentioned_topics}
where rating.campaign = %(slug)s and state <> 'erased'
order by rating.recipient, rating.occasion
