-- The name of the link that was revoked; no row if there is none such, or not any more.
update wall_link set revoked_at = %(now)s where id = %(id)s and revoked_at is null
returning name
