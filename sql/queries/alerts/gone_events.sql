-- Events that people were told of and that are no longer as they were, the oldest first, with the score of those that still count.
select event.id, event.campaign, event.gone, event.at, rating.score
from alert_event as event
left join rating on rating.campaign = event.campaign and rating.recipient = event.recipient
    and rating.occasion = event.occasion and rating.bucket = (event.recipient & 31)::smallint
where event.id = any (%(ids)s::bigint[]) and event.gone is not null
order by event.id
