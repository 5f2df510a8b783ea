-- Notes what became of cases for one rule, and up to where it has read. A case that is opened or opened again is an event, once
-- for each answer; of others what they came to is noted, and one that nobody was told of yet goes.
with news as (
    select * from jsonb_to_recordset(%(events)s::jsonb) as event (
        id bigint, campaign text, recipient bigint, occasion bigint, answer bigint, score smallint, at timestamptz, did text)
), over as (
    delete from alert_event using news
    where alert_event.rule = %(rule)s and batch is null and did in ('withdrawn', 'closed', 'erased', 'changed')
      and alert_event.recipient = news.recipient and alert_event.campaign = news.campaign and alert_event.occasion = news.occasion
), gone as (
    update alert_event set gone = did, recalled = false, corrected = false, gone_at = now(), score = coalesce(news.score, alert_event.score), last_at = news.at
    from news
    where alert_event.rule = %(rule)s and batch is not null and did in ('withdrawn', 'closed', 'changed')
      and alert_event.recipient = news.recipient and alert_event.campaign = news.campaign and alert_event.occasion = news.occasion
), opened as (
    insert into alert_event (id, rule, kind, campaign, recipient, occasion, answer, score, at, last_at)
    select news.id, %(rule)s, 'case', news.campaign, news.recipient, news.occasion, news.answer, news.score, news.at, news.at
    from news join campaign on slug = news.campaign
    where did in ('opened', 'reopened')
    on conflict do nothing
)
update alert_rule set changed = %(changed)s, case_event = %(case_event)s where id = %(rule)s
