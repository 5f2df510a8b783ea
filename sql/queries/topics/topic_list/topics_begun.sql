-- One row: whether there are topics, and whether comments were tagged.
select exists (select 1 from topic) as begun, exists (select 1 from topic_text) as tagged
