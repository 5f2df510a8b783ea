-- No rows: how much of all comments (100: all) is tagged by a topic's rules.
update topic set progress = %(progress)s where id = %(topic)s
