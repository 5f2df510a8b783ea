-- No rows: tags that no comment has any more are not offered again.
delete from tag
where not exists (select 1 from comment where tags <> '{}' and tags @> array[name])
