select question, choice, score, (at at time zone %(zone)s)::date as day, count(*)::integer as answers
from rating
where campaign = %(campaign)s and question is not null and score is not null
group by question, choice, score, day
