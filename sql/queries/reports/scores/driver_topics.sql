-- How many comments of some campaigns mention a topic (0: all comments), by score; from one day to another, both included (null:
-- since ever, until now).
select topic, score, sum(comments)::bigint as comments
from topic_day
where campaign = any (%(slugs)s) and topic >= 0
  and day between coalesce(%(first)s::date, '-infinity') and coalesce(%(last)s::date, 'infinity')
group by topic, score
