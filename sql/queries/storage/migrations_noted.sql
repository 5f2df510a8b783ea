-- One row: how many migrations the database has, as was noted behind the last one; 0 where nobody has migrated it yet.
select coalesce(substring(obj_description(to_regclass('migration'), 'pg_class') from '^\d+')::integer, 0)
