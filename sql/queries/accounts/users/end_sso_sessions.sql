-- Whose sessions end because the provider gives them no role any more; no row if they never had one.
update account set session_version = session_version + 1 where subject = %(subject)s returning name
