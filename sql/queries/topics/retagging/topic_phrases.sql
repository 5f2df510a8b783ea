-- One row: the phrases by which a topic's comments are tagged, and those by which they are to be, by language; null for those that
-- are not known.
select tagged, (select coalesce(jsonb_object_agg(language, coalesce(phrases, 'null')), '{}')
                from topic_rule where topic_rule.topic = topic.id) as wanted
from topic where id = %(topic)s
