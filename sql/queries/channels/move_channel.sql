-- Keeps another address of a channel: what is sealed of it, and what the team may see.
update channel set sealed = %(sealed)s, settings = %(settings)s where id = %(id)s
