-- No rows: a topic is tagged by its rules, as long as there are no comments.
update topic set progress = 100, tagged = (
    select coalesce(jsonb_object_agg(language, phrases), '{}') from topic_rule where topic_rule.topic = topic.id)
where id = %(topic)s
