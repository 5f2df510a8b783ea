-- A tag is not offered again.
delete from tag where name = %(name)s
