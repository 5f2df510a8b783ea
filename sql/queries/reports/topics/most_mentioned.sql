-- A topic that comments of some days of a campaign mention, and how many do: the most mentioned first.
select topic.slug, topic.names, sum(comments)::integer as comments
from topic_day join topic on topic.id = topic_day.topic and topic.kind = 'topic'
where campaign = %(campaign)s and (%(first)s::date is null or day >= %(first)s)
group by topic.id
order by comments desc, topic.place, topic.id
limit %(most)s
