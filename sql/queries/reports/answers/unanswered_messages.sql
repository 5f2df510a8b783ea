-- Messages of a campaign of which something is kept and that have no answer, behind a recipient and an occasion: what the sender calls
-- the message and the person. Who has erased an answer, or themselves, is asked no more.
select kept.recipient, kept.occasion, nullif(kept.reference, '') as message, nullif(person.reference, '') as reference
from occasion_attribute as kept
left join recipient as person on person.recipient = kept.recipient and person.bucket = kept.bucket
left join erasure on erasure.recipient = kept.recipient and erasure.campaign in ('', %(campaign)s)
    and (erasure.campaign = '' or erasure.occasion = kept.occasion)
where kept.campaign = %(campaign)s and (kept.recipient, kept.occasion) > (%(recipient)s, %(occasion)s)
  and not exists (select 1 from rating where rating.campaign = kept.campaign and rating.recipient = kept.recipient
                  and rating.occasion = kept.occasion and rating.bucket = kept.bucket and score is not null)
  and erasure.recipient is null
order by kept.recipient, kept.occasion
limit %(limit)s
