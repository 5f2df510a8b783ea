-- The webhook that is removed by this; no row if there is none of this name.
delete from webhook where name = %(name)s
returning id
