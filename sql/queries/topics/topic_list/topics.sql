-- A topic and all its rules, by language, in the order in which pages list them.
select topic.id, slug, kind, names, progress,
       coalesce((select jsonb_object_agg(language, rules) from topic_rule where topic_rule.topic = topic.id), '{}') as rules
from topic
order by kind desc, place, id
