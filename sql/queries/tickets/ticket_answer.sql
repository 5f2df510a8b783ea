-- A ticket and its answer as it stands now, with what the sender calls its recipient and message; whether the message of a key was tried before.
with asked as materialized (
    select id, state, remote_id, campaign, recipient, occasion, (recipient & 31)::smallint as bucket
    from ticket
    where id = %(ticket)s
), answer as materialized (
    select rating.at, rating.score, case when rating.score is not null then rating.comment end as comment,
           nullif(person.reference, '') as reference, nullif(message.reference, '') as message
    from asked
    join rating using (campaign, recipient, occasion, bucket)
    left join recipient as person on person.recipient = rating.recipient and person.bucket = rating.bucket
    left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
        and message.occasion = rating.occasion and message.bucket = rating.bucket
)
select asked.id, asked.state, asked.remote_id,
       exists (select 1 from outbox_message as message where message.key = %(key)s and message.attempts > 1) as attempted,
       answer.at, answer.score, answer.comment, answer.reference, answer.message
from asked left join answer on true
