-- Keeps other secrets of a channel.
update channel set sealed = %(sealed)s where id = %(id)s
