-- One row: how many blocks a table has, and where the pass through it stands: its next block, and when it last came to the
-- end.
select (pg_relation_size(to_regclass(%(table)s)) / current_setting('block_size')::bigint)::bigint as blocks,
       coalesce((select block from upkeep where step = %(step)s), 0)::bigint as block,
       (select passed_at from upkeep where step = %(step)s) as passed_at
