-- A recipient's answer on one occasion that is set aside, by its first click, newest first, from behind a place in
-- that order (null: the top); with the sender's reference where it is kept. Looks no further than "depth"
-- answers of any kind.
select looked.first_at as at, looked.recipient, looked.occasion, recipient.reference, looked.clicked, looked.score,
       looked.aside as kind, looked.reason, null as account, shared.clients as shared_clients
from (
    select first_at, recipient, occasion, bucket, clicked, score, aside, reason
    from rating
    where campaign collate "C" = %(slug)s and first_at <= coalesce(%(at)s, timestamptz 'infinity')
      and (%(at)s::timestamptz is null or first_at < %(at)s
           or (recipient, occasion) > (%(recipient)s::bigint, %(occasion)s::bigint))
    order by first_at desc, recipient, occasion
    limit %(depth)s
) as looked
left join recipient on recipient.recipient = looked.recipient and recipient.bucket = looked.bucket
left join shared_token as shared on shared.campaign collate "C" = %(slug)s and shared.recipient = looked.recipient
    and shared.bucket = looked.bucket
where looked.aside is not null
  and (%(kind)s::text is null or looked.aside = %(kind)s) and (%(reason)s::text is null or looked.reason = %(reason)s)
order by looked.first_at desc, looked.recipient, looked.occasion
limit %(limit)s
