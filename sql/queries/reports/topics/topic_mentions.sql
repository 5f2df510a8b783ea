-- How many comments of some campaigns mention a topic (0: all comments): in the days from "first" to "last", and in those from
-- "before" to "first".
select campaign, topic,
       coalesce(sum(comments) filter (where day >= %(first)s), 0)::bigint as now,
       coalesce(sum(comments) filter (where day < %(first)s), 0)::bigint as before
from topic_day
where campaign = any (%(slugs)s::text[]) and day between %(before)s and %(last)s and topic >= 0
group by campaign, topic
