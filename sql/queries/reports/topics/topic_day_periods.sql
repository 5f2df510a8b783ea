-- How many comments mention a topic (0: all of them) with a score, in the later (1) and the earlier (0) of two spans of days.
select topic, score, period, sum(comments)::integer as comments
from (
    select topic, score, comments, (day between %(first)s and %(last)s)::integer as period
    from topic_day
    where campaign = %(campaign)s and topic >= 0
      and (day between %(before)s and %(until)s or day between %(first)s and %(last)s)
) as counted
group by topic, score, period
