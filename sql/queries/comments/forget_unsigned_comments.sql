-- Forgets what was written before a time on pages of buttons that name nobody.
update unsigned_answer set comment = null where comment is not null and at < %(before)s
