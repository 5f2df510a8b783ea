-- No rows: forgets sessions that began before a time, or whose user was signed out everywhere.
delete from account_session using account
where name = account and (began_at < %(before)s or version <> session_version)
