-- One row: a new topic's number, and its place behind all others.
select nextval('topic_number')::integer as id, coalesce(max(place), 0) + 1 as place from topic
