-- The account that the provider means by this subject, made if there is none, in the role that follows from its
-- groups; no row if its name belongs to somebody else.
insert into account (name, role, subject, session_version, created_at)
values (%(name)s, %(role)s, %(subject)s, %(version)s, %(now)s)
on conflict (subject) do update set role = excluded.role
returning name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
