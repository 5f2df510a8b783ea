-- The id of the link that was revoked; no row if none of this name is left.
update shared_page set revoked_at = %(now)s where name = %(name)s and revoked_at is null
returning id
