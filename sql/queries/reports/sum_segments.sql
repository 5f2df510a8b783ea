-- No rows: a campaign's segments, from its answers that count. Of each kind at most "most" values stand for
-- themselves, and only those with "least" answers; the others go together. The kind '' is the page's language, ' '
-- what was clicked with, '  ' by which proof the answer counts, '   ' whether it came within 24 hours of sending (of the
-- first answer where nobody knows when that was); attributes have names, and are the message's, else the recipient's.
-- The answers are gone through once: what is alike in all of it is counted together before it is parted. It is grouped
-- by columns and a truth value, of which Postgres knows that there are few, so that it need not sort.
with counting as (
    select language, client_class, score, proof,
           at <= interval '24 hours' + coalesce(
               sent_at,
               (select sent_at from campaign where slug = %(campaign)s),
               (select min(at) from rating where campaign = %(campaign)s and score is not null)
           ) as early,
           count(*) as answers
    from rating
    where campaign = %(campaign)s and score is not null
    group by language, client_class, score, proof, early
), counted as (
    select language, client_class, score, answers,
           case when proof like 'pressed%%' then 'pressed' else proof end as proven,
           case when early then 'early' else 'late' end as age
    from counting
), part as (
    select case when grouping(language) = 0 then '' when grouping(client_class) = 0 then ' '
                when grouping(proven) = 0 then '  ' else '   ' end as kind,
           coalesce(case when grouping(language) = 0 then language when grouping(client_class) = 0 then client_class::text
                         when grouping(proven) = 0 then proven else age end, '') as value,
           score, sum(answers)::bigint as answers
    from counted
    group by grouping sets ((language, score), (client_class, score), (proven, score), (age, score))
    union all
    select key, kept.value, score, count(*)
    from rating
    left join recipient as person using (recipient, bucket)
    left join occasion_attribute as message using (campaign, recipient, occasion, bucket)
    cross join lateral jsonb_each_text(
        coalesce(person.attributes, '{}') || coalesce(message.attributes, '{}')) as kept (key, value)
    where campaign = %(campaign)s and score is not null
    group by key, kept.value, score
), placed as (
    select kind, value, sum(answers) as total,
           row_number() over (partition by kind order by sum(answers) desc, value) as place
    from part
    group by kind, value
)
insert into segment (campaign, kind, value, score, answers)
select %(campaign)s, kind, case when place <= %(most)s and total >= %(least)s then value end as shown, score, sum(answers)
from part join placed using (kind, value)
group by kind, shown, score
