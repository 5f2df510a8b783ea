placed as (
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
