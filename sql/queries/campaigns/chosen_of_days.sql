-- As chosen.sql, of the answers from one day to another, both included (null: from the first, to the last).
select question, choice, score, sum(answers)::integer as answers
from chosen_day
where campaign = %(campaign)s
  and day between coalesce(%(first)s::date, '-infinity') and coalesce(%(last)s::date, 'infinity')
group by question, choice, score
