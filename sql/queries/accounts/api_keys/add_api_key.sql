-- The new key, as it is listed; no row if a key of this name is in use.
insert into api_key (id, name, hash, scopes, created_at, created_by)
values (%(id)s, %(name)s, %(hash)s, %(scopes)s, %(now)s, %(account)s)
on conflict (name) where revoked_at is null do nothing
returning id, name, scopes, created_at, created_by, used_at, revoked_at
