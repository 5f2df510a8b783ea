-- An account each, by name.
select name, role, session_version from account order by name
