-- The account that has just signed in.
update account set signed_in_at = %(now)s where name = %(name)s
returning name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
