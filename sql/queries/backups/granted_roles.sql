-- A row is a role that was granted something on what a backup holds: it must be there before that is restored.
select distinct pg_get_userbyid(entry.grantee)::text as name
from (select relacl as acl, relowner as owner from pg_class where relnamespace = 'public'::regnamespace
      union all
      select proacl, proowner from pg_proc where pronamespace = 'public'::regnamespace
      union all
      select attacl, relowner from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace) as item, aclexplode(acl) as entry
where entry.grantee not in (0, owner)
order by name
