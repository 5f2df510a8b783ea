-- The key with this hash, if it has not been revoked.
select id, name, scopes, created_at, created_by, used_at, revoked_at from api_key
where hash = %(hash)s and revoked_at is null
