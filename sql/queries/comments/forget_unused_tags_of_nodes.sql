-- As forget_unused_tags.sql, where rows are parted over nodes: "used" are the tags that comments have, see used_tags.sql.
delete from tag where name <> all (%(used)s::text[])
