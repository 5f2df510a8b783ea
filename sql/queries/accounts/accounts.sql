-- An account each, by name.
select name, role, session_version, subject is not null, password_hash is not null, created_at, signed_in_at, language
from account order by name
