-- No rows: a key is in use; written once a minute at most.
update api_key set used_at = %(now)s
where id = %(id)s and (used_at is null or used_at < %(now)s - interval '1 minute')
