-- By which phrases a topic's comments are tagged, by language, as topic_rule has them: of an edit only the comments that
-- its difference finds are tagged anew. Null: not known, so that all are.
alter table topic add column tagged jsonb;
update topic set tagged = (
    select coalesce(jsonb_object_agg(language, phrases), '{}') from topic_rule where topic_rule.topic = topic.id)
where progress = 100 and not exists (select from topic_rule where topic_rule.topic = topic.id and phrases is null);
