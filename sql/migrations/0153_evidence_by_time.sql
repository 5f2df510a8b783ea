-- Evidence has a key that begins with its time, so that what is new goes to the key's end, and a small index of whose it
-- is beside it. The key that began with whose it is went to another page for each visit, and held most of a row once more.
-- A recipient stays in the key: what an id is made of may be the same for two of them, and they are never one row.
do $$
declare
    recording text := pg_get_functiondef('record_visit(smallint, json, timestamptz)'::regprocedure);
begin
    -- One that calls other servers for evidence has none of its own.
    if exists (select from pg_partition_tree('visit') join pg_class on pg_class.oid = relid where relkind = 'f') then
        return;
    end if;
    -- Each part has both already, from the migrations before; so this only puts them together.
    create unique index visit_key on visit (at, recipient, id, bucket);
    create index visit_whose on visit (recipient, occasion);
    -- What else is written stays as it is.
    recording := replace(recording, 'on conflict (campaign, recipient, occasion, at, id, bucket)', 'on conflict (at, recipient, id, bucket)');
    recording := replace(recording, E'returning id\n', E'returning recipient as whose, id\n');
    recording := replace(recording, 'on visited.id = row_id', 'on visited.id = row_id and whose = recipient');
    execute recording;
end
$$;
