-- No rows: the days that are stale are counted: by topic and score, and all comments (0) and those without a topic (-1).
with tagged as (
    select campaign, day, topic, score, count(*)::integer as comments
    from topic_stale join topic_tag using (campaign, day)
    where topic in (select id from topic)
    group by campaign, day, topic, score
), everything as (
    select campaign, day, score,
           count(*)::integer as comments,
           count(*) filter (where not exists (
               select from topic_tag as t join topic on topic.id = t.topic and topic.kind = 'topic'
               where t.campaign = text.campaign and t.recipient = text.recipient and t.occasion = text.occasion
                 and t.bucket = text.bucket))::integer as without
    from topic_stale join topic_text as text using (campaign, day)
    group by campaign, day, score
)
insert into topic_day (campaign, day, topic, score, comments)
select campaign, day, topic, score, comments from tagged
union all
select campaign, day, 0, score, comments from everything
union all
select campaign, day, -1, score, without from everything where without > 0
