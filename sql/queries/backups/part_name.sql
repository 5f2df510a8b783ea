-- One row: which part of an installation this migrated database is, such as "part 0 of 2" or "front of 2"; empty where rows are
-- not parted over plain servers.
select coalesce(obj_description('bucket_parts()'::regprocedure),
                case when bucket_parts() > 1 and not {on_citus}
                     then 'front of ' || bucket_parts() end,
                '') as name
