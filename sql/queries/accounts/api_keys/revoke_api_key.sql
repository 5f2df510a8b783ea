-- The key that is revoked by this; no row if none of this name was in use.
update api_key set revoked_at = %(now)s where name = %(name)s and revoked_at is null
returning id
