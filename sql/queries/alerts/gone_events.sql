-- Events that people were told of and that are no longer as they were, the oldest first, with the score of those that still count.
with event as materialized (
    select id, campaign, recipient, occasion, (recipient & 31)::smallint as bucket, gone, at
    from alert_event
    where id = any (%(ids)s::bigint[]) and gone is not null
), answered as materialized (
    select event.id, event.campaign, event.gone, event.at, rating.score
    from event join rating on rating.campaign = event.campaign and rating.recipient = event.recipient
        and rating.occasion = event.occasion and rating.bucket = event.bucket
)
select id, campaign, gone, at, score from answered
union all
select id, campaign, gone, at, null from event where id not in (select id from answered)
order by id
