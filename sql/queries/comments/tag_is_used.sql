-- One truth value: whether any comment has a tag.
select exists (select 1 from comment where tags <> '{}' and tags @> array[%(name)s::text])
