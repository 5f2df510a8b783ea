-- One row: the id of a new topic; none where its slug is taken. No comment is tagged with it.
insert into topic (id, slug, kind, names, place, progress, tagged)
values (%(id)s, %(slug)s, %(kind)s, %(names)s, %(place)s, 0, '{}')
on conflict (slug) do nothing
returning id
