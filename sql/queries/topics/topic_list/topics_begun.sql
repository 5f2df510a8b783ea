-- One row: whether there are topics, and whether comments were tagged.
select exists (select from topic) as begun, exists (select from topic_text) as tagged
