-- No rows: a campaign's segments, in all, of each day and of each month, from its answers that count. Of each kind at most "most" values stand for
-- themselves, and only those with "least" answers; the others go together. The kind '' is the page's language, ' '
-- what was clicked with, '  ' by which proof the answer counts, '   ' whether it came within 24 hours of sending (of the
-- first answer where nobody knows when that was), '    ' the number of the wave, of campaigns that have several ("waves" are their
-- times, the earliest first); attributes have names, and are the message's, else the recipient's.
-- The answers are gone through once: what is alike in all of it is counted together before it is parted. It is grouped
-- by columns and a truth value, of which Postgres knows that there are few, so that it need not sort.
with sending as materialized (
    select sent_at as began from campaign where slug = %(campaign)s
), first_answer as materialized (
    select min(at) as began from rating where campaign = %(campaign)s and score is not null
), counting as materialized (
    select language, client_class, score, proof,
           at <= interval '24 hours' + coalesce(sent_at, sending.began, first_answer.began) as early,
           (at at time zone %(zone)s)::date as day,
           count(*) as answers
    from rating cross join sending cross join first_answer
    where campaign = %(campaign)s and score is not null
    group by language, client_class, score, proof, early, day
), counted as materialized (
    select language, client_class, score, day, answers,
           case when proof like 'pressed%%' then 'pressed' else proof end as proven,
           case when early then 'early' else 'late' end as age
    from counting
), part as (
    select case when grouping(language) = 0 then '' when grouping(client_class) = 0 then ' '
                when grouping(proven) = 0 then '  ' else '   ' end as kind,
           coalesce(case when grouping(language) = 0 then language when grouping(client_class) = 0 then client_class::text
                         when grouping(proven) = 0 then proven else age end, '') as value,
           score, day, sum(answers)::bigint as answers
    from counted
    group by grouping sets (
        (language, score, day), (client_class, score, day), (proven, score, day), (age, score, day))
    union all
    select '    ', greatest(width_bucket(coalesce(token_sent_at, first_at), %(waves)s::timestamptz[]), 1)::text, score,
           (at at time zone %(zone)s)::date, count(*)
    from rating
    where campaign = %(campaign)s and score is not null and cardinality(%(waves)s::timestamptz[]) > 1
    group by 2, 3, 4
    union all
    select key, kept.value, score, (at at time zone %(zone)s)::date as day, count(*)
    from rating
    left join recipient as person using (recipient, bucket)
    left join occasion_attribute as message using (campaign, recipient, occasion, bucket)
    cross join lateral jsonb_each_text(
        coalesce(person.attributes, '{}') || coalesce(message.attributes, '{}')) as kept (key, value)
    where campaign = %(campaign)s and score is not null
    group by key, kept.value, score, day
), placed as (
    select kind, value, sum(answers) as total,
           row_number() over (partition by kind order by sum(answers) desc, value) as place
    from part
    group by kind, value
), shown as (
    select kind, case when place <= %(most)s and total >= %(least)s then value end as value, score, day, sum(answers) as answers
    from part join placed using (kind, value)
    group by 1, 2, score, day
), by_day as (
    insert into segment_day (campaign, day, kind, value, score, answers)
    select %(campaign)s, day, kind, value, score, answers from shown
), by_month as (
    insert into segment_month (campaign, month, kind, value, score, answers)
    select %(campaign)s, date_trunc('month', day)::date, kind, value, score, sum(answers) from shown group by 2, 3, 4, 5
)
insert into segment (campaign, kind, value, score, answers)
select %(campaign)s, kind, value, score, sum(answers) from shown group by kind, value, score
