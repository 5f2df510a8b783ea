-- A recipient's answer about which a decision of the team is in force, the latest decision first, from behind a
-- place in that order (null: the top); with the sender's reference where it is kept, and who decided.
select overrule.at, overrule.recipient, overrule.occasion, recipient.reference, rating.clicked, rating.score,
       rating.state as kind, rating.reason, overrule.account, shared.clients as shared_clients
from overrule
join rating on rating.campaign = overrule.campaign and rating.recipient = overrule.recipient
     and rating.occasion = overrule.occasion and rating.bucket = overrule.bucket
     and rating.state = 'overruled' and rating.at = overrule.at
left join recipient on recipient.recipient = overrule.recipient and recipient.bucket = overrule.bucket
left join shared_token as shared on shared.campaign = rating.campaign and shared.recipient = rating.recipient
    and shared.bucket = rating.bucket
where overrule.campaign = %(slug)s and overrule.at <= coalesce(%(at)s, timestamptz 'infinity')
  and (%(at)s::timestamptz is null or overrule.at < %(at)s
       or (overrule.recipient, overrule.occasion) > (%(recipient)s::bigint, %(occasion)s::bigint))
order by overrule.at desc, overrule.recipient, overrule.occasion
limit %(limit)s
