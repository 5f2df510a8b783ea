-- No rows: a channel's settings say that it is a user's digests'.
update channel set settings = %(settings)s where id = %(id)s
