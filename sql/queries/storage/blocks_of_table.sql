-- One number: how many blocks a table has; of one with partitions, how many the largest of these has.
select (greatest(pg_relation_size(%(table)s::regclass),
                 (select max(pg_relation_size(relid)) from pg_partition_tree(%(table)s::regclass)))
        / current_setting('block_size')::integer)::bigint
