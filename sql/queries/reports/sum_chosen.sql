-- No rows: what a campaign's recipients chose, from its answers that count.
insert into chosen (campaign, question, choice, score, answers)
select campaign, question, choice, score, count(*)
from rating
where campaign = %(campaign)s and question is not null and score is not null
group by campaign, question, choice, score
