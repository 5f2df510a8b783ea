-- The account with the language it has chosen, or none.
update account set language = %(language)s where name = %(name)s
returning name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
