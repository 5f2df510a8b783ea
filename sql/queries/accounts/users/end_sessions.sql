-- The account, whose sessions and sign-in links all end with this; no row if there is none of this name.
with links as (
    delete from signin_link where account = %(name)s
)
update account set session_version = session_version + 1 where name = %(name)s
returning name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
