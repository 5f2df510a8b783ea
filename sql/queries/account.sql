-- One account.
select name, role, session_version from account where name = %(name)s
