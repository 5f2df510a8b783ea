-- No rows: a topic has no rules in a language any more.
with due as (
    update topic set progress = 0 where id = %(topic)s
)
delete from topic_rule where topic = %(topic)s and language = %(language)s
