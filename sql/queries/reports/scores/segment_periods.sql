-- How many gave a score among those whose "kind" has a value, in the later (1) and the earlier (0) of two spans of days. What was
-- chosen of a question is a kind too: a space, "?" and the question's id.
select kind, value, score, (day >= %(first)s)::int as period, sum(answers) as answers
from segment_day
where campaign = %(campaign)s and day between %(before)s and %(last)s
group by 1, 2, 3, 4
union all
select ' ?' || question, choice::text, score, (day >= %(first)s)::int, sum(answers)
from chosen_day
where campaign = %(campaign)s and day between %(before)s and %(last)s
group by 1, 2, 3, 4
