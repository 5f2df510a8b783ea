-- The days that evidence has room for: the names of its parts.
select relname::text from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'visit'::regclass
