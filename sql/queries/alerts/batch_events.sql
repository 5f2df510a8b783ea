-- The events of a batch, the oldest first, as they stand now: of an answer its score, words and time, where it still counts.
select event.id, event.kind, event.campaign, event.recipient, event.occasion, event.at, event.detail, event.gone,
       coalesce(rating.score, event.score) as score, rating.score is not null as counts,
       case when rating.score is not null then rating.comment end as comment, rating.at as answered_at,
       alert_rule.name as rule, alert_rule.comments, count(*) over ()::int as events
from alert_event as event
join alert_rule on alert_rule.id = event.rule
left join rating on rating.campaign = event.campaign and rating.recipient = event.recipient
    and rating.occasion = event.occasion and rating.bucket = (event.recipient & 31)::smallint
where batch = %(batch)s and (event.gone is null or event.gone in ('closed', 'changed'))
  and (event.recipient is null or rating.score is not null)
order by event.recipient is not null, event.id
limit %(limit)s
