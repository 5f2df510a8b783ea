-- How many comments that mention none of some topics ("without") mention another (0: all of them) with a score, in the later (1) and
-- the earlier (0) of two spans of days.
with written as materialized (
    select recipient, occasion, bucket, score, (day between %(first)s and %(last)s)::integer as period
    from topic_text as text
    where campaign = %(campaign)s and (day between %(before)s and %(until)s or day between %(first)s and %(last)s)
      and not exists (
          select 1 from topic_tag as tag
          where tag.topic = any (%(without)s::smallint[]) and tag.campaign = text.campaign
            and tag.recipient = text.recipient and tag.occasion = text.occasion and tag.bucket = text.bucket)
)
select 0 as topic, score, period, count(*)::integer as comments from written group by score, period
union all
select tag.topic, written.score, written.period, count(*)::integer
from written join topic_tag as tag on tag.campaign = %(campaign)s and tag.recipient = written.recipient
    and tag.occasion = written.occasion and tag.bucket = written.bucket
group by tag.topic, written.score, written.period
