-- A key each, revoked ones too, newest first.
select id, name, scopes, created_at, created_by, used_at, revoked_at from api_key order by id desc
