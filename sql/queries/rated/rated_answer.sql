-- One answer as it stands now, with what the sender keeps of its recipient and message.
select rating.id, rating.changed, rating.at, rating.score, rating.state, rating.settles_at, rating.proof, rating.reason, rating.language,
       case when rating.score is not null then rating.comment end as comment,
       nullif(recipient.reference, '') as reference, nullif(message.reference, '') as message
from rating
left join recipient on recipient.recipient = rating.recipient and recipient.bucket = rating.bucket
left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
    and message.occasion = rating.occasion and message.bucket = rating.bucket
where rating.campaign = %(campaign)s and rating.recipient = %(recipient)s and rating.occasion = %(occasion)s
  and rating.bucket = %(bucket)s
