-- One row: over how many servers the rows are parted, how many of these functions run here instead of there, and whether Citus
-- is what parts them; and where this is one of these servers, which part.
select bucket_parts() as parts,
       (select count(*) from pg_proc join pg_language as l on l.oid = prolang
        where pronamespace = 'public'::regnamespace and proname = any (%(functions)s::text[]) and proargnames[1] = 'bucket'
          and lanname <> 'plproxy')::integer as local,
       {on_citus} as citus,
       obj_description('bucket_parts()'::regprocedure) as part
