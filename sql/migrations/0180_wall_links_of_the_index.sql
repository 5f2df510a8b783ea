-- Of which touchpoint a wall screen shows the index ("": of all campaigns); null where it shows campaigns, and for
-- links that were made before.
alter table wall_link add column index_of text;
