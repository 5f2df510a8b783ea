-- The account of the link that is used up by this; no row if it is unknown, used or expired.
with used as (
    delete from signin_link where hash = %(hash)s and expires_at > %(now)s
    returning account
)
select name, role, session_version from account join used on used.account = account.name
