-- An account with the hash of its password, null where it only signs in by link.
select name, role, session_version, password_hash from account where name = %(name)s
