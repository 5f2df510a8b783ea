-- Whose link is used up by this; no row if it is unknown, used or expired.
delete from signin_link where hash = %(hash)s and expires_at > %(now)s returning account
