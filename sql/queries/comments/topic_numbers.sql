-- A topic's number, slug and kind.
select id, slug, kind from topic
