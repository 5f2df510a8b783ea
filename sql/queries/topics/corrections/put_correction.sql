-- One row when there is such a comment: whether it is about a topic, as somebody of the team says.
insert into topic_correction (campaign, recipient, occasion, bucket, topic, verdict, account, at)
select campaign, recipient, occasion, bucket, %(topic)s, %(verdict)s, %(account)s, %(now)s
from comment
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
  and at is not null and score is not null
on conflict (campaign, recipient, occasion, topic, bucket) do update set
    verdict = excluded.verdict, account = excluded.account, at = excluded.at
returning topic
