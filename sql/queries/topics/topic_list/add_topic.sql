-- One row: the id of a new topic behind all others of its kind; none where its slug is taken. No comment is tagged with it.
insert into topic (slug, kind, names, place, progress, tagged)
select %(slug)s, %(kind)s, %(names)s, coalesce(max(place), 0) + 1, 0, '{}' from topic
on conflict (slug) do nothing
returning id
