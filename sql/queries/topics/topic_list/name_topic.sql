-- No rows: a topic has these names, by language.
update topic set names = %(names)s where id = %(topic)s
