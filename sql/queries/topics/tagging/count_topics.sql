-- No rows: the days that are stale are counted: by topic and score, and all comments (0) and those without a topic (-1).
with tagged as materialized (
    select campaign, day, score, topic, recipient, occasion, bucket
    from topic_stale join topic_tag using (campaign, day)
    where topic in (select id from topic)
), written as (
    select campaign, day, score, count(*)::integer as comments
    from topic_stale join topic_text using (campaign, day)
    group by campaign, day, score
), mentioning as (
    select campaign, day, score, count(*)::integer as comments
    from (select distinct campaign, day, score, recipient, occasion, bucket from tagged
          where topic in (select id from topic where kind = 'topic')) as comment
    group by campaign, day, score
)
insert into topic_day (campaign, day, topic, score, comments)
select campaign, day, topic, score, count(*)::integer from tagged group by campaign, day, topic, score
union all
select campaign, day, 0, score, comments from written
union all
select campaign, day, -1, score, written.comments - coalesce(mentioning.comments, 0)
from written left join mentioning using (campaign, day, score)
where written.comments > coalesce(mentioning.comments, 0)
