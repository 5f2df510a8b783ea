-- The id of the link that was revoked; no row if none of this name opens anything.
update wall_link set revoked_at = %(now)s where name = %(name)s and revoked_at is null
returning id
