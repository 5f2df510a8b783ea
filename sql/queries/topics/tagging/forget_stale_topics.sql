-- No rows: no day is stale any more.
delete from topic_stale
