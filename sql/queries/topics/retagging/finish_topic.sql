-- No rows: a topic's comments are tagged by these phrases, unless its words changed meanwhile.
update topic set progress = 100, tagged = %(phrases)s
where id = %(topic)s and %(phrases)s::jsonb = (
    select coalesce(jsonb_object_agg(language, coalesce(phrases, 'null')), '{}') from topic_rule where topic_rule.topic = topic.id)
