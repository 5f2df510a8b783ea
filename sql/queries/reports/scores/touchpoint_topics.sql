-- A topic that comments of some days (null: since ever, until now) of a campaign mention, and how many do.
select campaign, topic.slug, topic.names, sum(comments)::integer as comments
from topic_day join topic on topic.id = topic_day.topic and topic.kind = 'topic'
where campaign = any (%(slugs)s::text[])
  and (%(first)s::date is null or day >= %(first)s) and (%(last)s::date is null or day <= %(last)s)
group by campaign, topic.id
