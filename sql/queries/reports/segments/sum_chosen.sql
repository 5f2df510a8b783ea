-- No rows: what a campaign's recipients chose, in all, of each day and of each month, from its answers that count.
with part as (
    select question, choice, score, (at at time zone %(zone)s)::date as day, count(*) as answers
    from rating
    where campaign = %(campaign)s and question is not null and score is not null
    group by question, choice, score, day
), by_day as (
    insert into chosen_day (campaign, day, question, choice, score, answers)
    select %(campaign)s, day, question, choice, score, answers from part
), by_month as (
    insert into chosen_month (campaign, month, question, choice, score, answers)
    select %(campaign)s, date_trunc('month', day)::date, question, choice, score, sum(answers) from part group by 2, 3, 4, 5
)
insert into chosen (campaign, question, choice, score, answers)
select %(campaign)s, question, choice, score, sum(answers) from part group by question, choice, score
