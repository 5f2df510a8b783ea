-- The account just made, or the one without a password that got its first; no row if the name is taken.
insert into account (name, password_hash, role, created_at)
values (%(name)s, %(password_hash)s, %(role)s, %(now)s)
on conflict (name) do update set password_hash = excluded.password_hash, role = excluded.role
where account.password_hash is null
returning name, role, session_version
