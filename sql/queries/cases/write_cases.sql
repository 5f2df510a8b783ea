-- No rows: what was decided of answers stands in their cases, their history, and in the log that others follow. A comment's
-- own score is kept up by whoever writes the answer.
with deed as materialized (
    select * from jsonb_to_recordset(%(deeds)s) as d (
        campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, did text, answer bigint,
        score smallint, language text, rule text)
), written as (
    insert into comment as c (campaign, recipient, occasion, bucket, score, language, words, opened_at, waiting_since, rule,
                              answer)
    select campaign, recipient, occasion, bucket, score, language, '', %(now)s, %(now)s, rule, answer from deed
    on conflict (campaign, recipient, occasion, bucket) do update set
        score = case when c.at is null then excluded.score else c.score end,
        opened_at = coalesce(c.opened_at, excluded.opened_at),
        rule = coalesce(c.rule, excluded.rule),
        answer = excluded.answer,
        waiting_since = case when c.opened_at is null or excluded.rule is not null then %(now)s else c.waiting_since end,
        reacted_at = case when c.opened_at is not null then c.reacted_at when c.handled_at is not null then %(now)s end,
        reacted_by = case when c.opened_at is null then c.handler else c.reacted_by end,
        status = case when c.opened_at is not null and excluded.rule is not null then 'open' else c.status end,
        closed_at = case when c.opened_at is null and c.status = 'closed' then c.handled_at
                         when excluded.rule is null then c.closed_at end,
        reason = case when excluded.rule is null then c.reason end,
        snoozed_until = null
), told as (
    insert into comment_change (campaign, recipient, occasion, bucket, id, at, account, field, value)
    select campaign, recipient, occasion, bucket, id, %(now)s, case when did = 'opened' then rule else '' end,
           case when did in ('opened', 'withdrawn') then 'case' else 'answer' end,
           case when did in ('opened', 'withdrawn') then did else coalesce(score::text, '') end
    from deed
)
insert into case_event (id, bucket, at, campaign, recipient, occasion, did, answer, score, rule)
select id, bucket, %(now)s, campaign, recipient, occasion, did, answer, score, rule from deed
