by_day as (
    insert into chosen_day (campaign, day, question, choice, score, answers)
    select %(campaign)s, day, question, choice, score, sum(answers) from part group by 2, 3, 4, 5
), by_month as (
    insert into chosen_month (campaign, month, question, choice, score, answers)
    select %(campaign)s, date_trunc('month', day)::date, question, choice, score, sum(answers) from part group by 2, 3, 4, 5
)
insert into chosen (campaign, question, choice, score, answers)
select %(campaign)s, question, choice, score, sum(answers) from part group by question, choice, score
