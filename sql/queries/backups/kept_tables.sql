-- A row is a table of ours, with all its partitions, that a backup holds; what an extension brings is not ours.
select relname::text as name
from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  and not exists (select 1 from pg_depend
                  where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
order by relname
