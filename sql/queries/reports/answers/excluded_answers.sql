-- A recipient's answer on one occasion that is excluded, by its first click, newest first, from behind a place in
-- that order (null: the top); with the sender's reference where it is kept. Looks no further than "depth"
-- answers of any kind.
with looked as materialized (
    select first_at, recipient, occasion, bucket, clicked, score, aside, reason
    from rating
    where campaign collate "C" = %(slug)s and first_at <= coalesce(%(at)s, timestamptz 'infinity')
      and (%(at)s::timestamptz is null or first_at < %(at)s
           or (recipient, occasion) > (%(recipient)s::bigint, %(occasion)s::bigint))
    order by first_at desc, recipient, occasion
    limit %(depth)s
), aside as materialized (
    select *
    from looked
    where aside is not null and (%(kind)s::text is null or aside = %(kind)s) and (%(reason)s::text is null or reason = %(reason)s)
    order by first_at desc, recipient, occasion
    limit %(limit)s
), named as materialized (
    select recipient.recipient, recipient.reference
    from aside join recipient on recipient.recipient = aside.recipient and recipient.bucket = aside.bucket
    group by recipient.recipient, recipient.reference
), shared as materialized (
    select token.recipient, token.clients
    from aside join shared_token as token on token.campaign collate "C" = %(slug)s and token.recipient = aside.recipient
        and token.bucket = aside.bucket
    group by token.recipient, token.clients
)
select first_at as at, recipient, occasion, named.reference, clicked, score, aside as kind, reason, null as account,
       shared.clients as shared_clients
from aside left join named using (recipient) left join shared using (recipient)
order by first_at desc, recipient, occasion
