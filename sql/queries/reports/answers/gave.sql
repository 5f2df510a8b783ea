-- Each person's latest settled answer in a campaign, behind a recipient, where its score lies within two and it was given since a time:
-- with what the sender calls the person and the message, where that is kept. Tokens that many people hold are nobody's.
-- A recipient has one bucket: with it each node finds its own.
select recipient, at, score, reference, message
from (
    select distinct on (rating.recipient, rating.bucket) rating.recipient, at, score, nullif(person.reference, '') as reference,
           nullif(message.reference, '') as message
    from rating
    left join recipient as person on person.recipient = rating.recipient and person.bucket = rating.bucket
    left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
        and message.occasion = rating.occasion and message.bucket = rating.bucket
    where rating.campaign = %(campaign)s and rating.recipient > %(after)s and score is not null
      and (state <> 'settling' or settles_at <= %(now)s)
      and not exists (select 1 from shared_token as shared where shared.campaign = rating.campaign
                      and shared.recipient = rating.recipient and shared.bucket = rating.bucket)
    order by rating.recipient, rating.bucket, at desc
) as latest
where score between %(low)s and %(high)s and (%(since)s::timestamptz is null or at >= %(since)s)
order by recipient
limit %(limit)s
