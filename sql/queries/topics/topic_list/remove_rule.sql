-- No rows: a topic has no rules in a language any more.
delete from topic_rule where topic = %(topic)s and language = %(language)s
