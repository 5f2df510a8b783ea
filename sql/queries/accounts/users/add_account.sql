-- The account just made, or the one without a password that got its first; no row if the name is taken.
insert into account (name, password_hash, role, session_version, created_at)
values (%(name)s, %(password_hash)s, %(role)s, %(version)s, %(now)s)
on conflict (name) do update set password_hash = excluded.password_hash, role = excluded.role
where account.password_hash is null and account.subject is null
returning name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
