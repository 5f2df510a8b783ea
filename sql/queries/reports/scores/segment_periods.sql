-- How many gave a score among those whose "kind" has a value, in one span of days (1: from "first" to "last") and in another
-- (0: from "before" to "until", none of the first). What was chosen of a question is a kind too: a space, "?" and the question's id.
select kind, value, score, (day between %(first)s and %(last)s)::int as period, sum(answers) as answers
from segment_day
where campaign = %(campaign)s and (day between %(first)s and %(last)s or day between %(before)s and %(until)s)
group by 1, 2, 3, 4
union all
select ' ?' || question, choice::text, score, (day between %(first)s and %(last)s)::int, sum(answers)
from chosen_day
where campaign = %(campaign)s and (day between %(first)s and %(last)s or day between %(before)s and %(until)s)
group by 1, 2, 3, 4
