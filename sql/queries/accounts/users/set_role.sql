-- The account in its new role; no row if there is none of this name.
update account set role = %(role)s where name = %(name)s
returning name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
