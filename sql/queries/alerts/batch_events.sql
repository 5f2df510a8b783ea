-- The events of a batch, the oldest first, as they stand now: of an answer its score, words and time, where it still counts.
with event as materialized (
    select alert_event.*, (recipient & 31)::smallint as bucket, alert_rule.name as rule_name, alert_rule.comments
    from alert_event join alert_rule on alert_rule.id = alert_event.rule
    where batch = %(batch)s and (gone is null or gone in ('closed', 'changed'))
), listed as (
    select id, kind, campaign, recipient, occasion, at, detail, gone, score, false as counts, null as comment,
           null::timestamptz as answered_at, rule_name, comments
    from event
    where recipient is null
    union all
    select event.id, event.kind, event.campaign, event.recipient, event.occasion, event.at, event.detail, event.gone, rating.score,
           true, rating.comment, rating.at, event.rule_name, event.comments
    from event join rating on rating.campaign = event.campaign and rating.recipient = event.recipient
        and rating.occasion = event.occasion and rating.bucket = event.bucket
    where rating.score is not null
)
select id, kind, campaign, recipient, occasion, at, detail, gone, score, counts, comment, answered_at, rule_name as rule, comments,
       count(*) over ()::int as events
from listed
order by recipient is not null, id
limit %(limit)s
