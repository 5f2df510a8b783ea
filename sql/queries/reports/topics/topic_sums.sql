-- How many comments of some days mention a topic (0: all comments, -1: none of them), by score: of a campaign, or of all those that
-- ask for a score from 1 to 10; a demonstration's only where there is nothing else.
select topic, score, sum(comments)::bigint as comments
from topic_day
where case when %(campaign)s::text is null
           then campaign in (select slug from campaign where scale = '1-10' and demo = (select bool_and(demo) from campaign)) else campaign = %(campaign)s end
  and (%(first)s::date is null or day >= %(first)s)
  and (%(last)s::date is null or day <= %(last)s)
group by topic, score
