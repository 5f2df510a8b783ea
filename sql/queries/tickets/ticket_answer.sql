-- A ticket and its answer as it stands now, with what the sender calls its recipient and message; whether the message of a key was tried before.
select ticket.id, ticket.state, ticket.remote_id,
       exists (select 1 from outbox_message as message where message.key = %(key)s and message.attempts > 1) as attempted,
       rating.at, rating.score, case when rating.score is not null then rating.comment end as comment,
       nullif(person.reference, '') as reference, nullif(message.reference, '') as message
from ticket
left join rating on rating.campaign = ticket.campaign and rating.recipient = ticket.recipient
    and rating.occasion = ticket.occasion and rating.bucket = (ticket.recipient & 31)::smallint
left join recipient as person on person.recipient = rating.recipient and person.bucket = rating.bucket
left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
    and message.occasion = rating.occasion and message.bucket = rating.bucket
where ticket.id = %(ticket)s
