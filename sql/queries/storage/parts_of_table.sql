-- The names of a table's parts that are here and not on another server.
select relname::text from pg_inherits join pg_class on pg_class.oid = inhrelid
where inhparent = %(table)s::regclass and relkind = 'r'
order by relname
