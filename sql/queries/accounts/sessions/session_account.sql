-- The account of a session that has not ended; that it was seen is noted every few minutes.
with seen as (
    update account_session set seen_at = %(now)s
    where hash = %(hash)s and seen_at < %(now)s::timestamptz - interval '5 minutes'
)
select name, role, session_version, subject is not null as sso, password_hash is not null as has_password, created_at, signed_in_at, language
from account
where name = %(name)s
  and exists (select 1 from account_session
              where hash = %(hash)s and account = name and version = session_version)
