-- One row where rows are parted over plain servers: the address of the one that has a bucket, with its password; see
-- proxy_statements.sql.
select string_agg(format('%%s=''%%s''', option_name, replace(replace(option_value, '\', '\\'), '''', '\''')), ' ') as address
from pg_user_mappings as mapping
join pg_foreign_server as server on server.oid = mapping.srvid
cross join pg_options_to_table(server.srvoptions || mapping.umoptions)
where mapping.usename = current_user and option_value <> ''
  and server.srvname = 'feedback_part_' || %(bucket)s::integer %% bucket_parts()
having count(*) > 0
