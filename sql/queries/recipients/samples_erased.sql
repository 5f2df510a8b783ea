-- One row: whether something was erased since Postgres last looked at the words and tags of comments.
select exists (
    select 1 from erasure
    where at > coalesce((select greatest(last_analyze, last_autoanalyze) from pg_stat_user_tables
                         where relid = 'comment'::regclass), '-infinity'))
