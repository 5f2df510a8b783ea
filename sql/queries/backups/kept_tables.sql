-- A row is a table of ours, with all its partitions, that a backup holds, and whether its rows are its own alone: other tables
-- hang below those of a front, whose rows are other servers'. What an extension brings is not ours, and a table whose partitions
-- are all elsewhere has no rows here.
select relname::text as name, relkind = 'r' as alone
from pg_class as c
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  and not exists (select 1 from pg_depend
                  where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
  and not (relkind = 'p' and exists (
      select 1 from pg_inherits join pg_class as part on part.oid = inhrelid
      where inhparent = c.oid and part.relnamespace <> 'public'::regnamespace))
order by relname
