sending as materialized (
    select sent_at as began from campaign where slug = %(campaign)s
), first_answer as materialized (
    select coalesce(
        %(first_at)s::timestamptz,  -- of all servers, where they are several
        (select min(at) from rating where campaign = %(campaign)s and score is not null)) as began
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
)
