-- A tag that no comment has any more is not offered again.
delete from tag where name = %(name)s
  and not exists (select 1 from comment where tags <> '{}' and tags @> array[%(name)s::text])
