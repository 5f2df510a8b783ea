-- Keeps a sign-in link, makes its account if there is none, and clears the links that have expired.
with account_made as (
    insert into account (name, role, session_version, created_at) values (%(name)s, %(role)s, %(version)s, %(now)s)
    on conflict (name) do nothing
), expired as (
    delete from signin_link where expires_at <= %(now)s
)
insert into signin_link (hash, account, expires_at) values (%(hash)s, %(name)s, %(expires_at)s)
