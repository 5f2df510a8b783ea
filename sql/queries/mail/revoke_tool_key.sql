-- The key that is revoked by this; no row if this campaign has none of this id in use.
update tool_key set revoked_at = %(now)s
where id = %(id)s and campaign = %(campaign)s and revoked_at is null
returning id
