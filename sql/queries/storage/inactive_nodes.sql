-- The nodes of Citus that hold rows, or should, and are not asked now, by name and port.
select nodename || ':' || nodeport from pg_dist_node where noderole = 'primary' and not isactive order by 1
