-- No rows: a topic has these rules in a language.
insert into topic_rule (topic, language, rules, query, phrases)
values (%(topic)s, %(language)s, %(rules)s, topic_query(%(language)s, %(phrases)s)::text, %(phrases)s)
on conflict (topic, language) do update set
    rules = excluded.rules, query = excluded.query, phrases = excluded.phrases
