-- No rows: forgets tokens that many people hold, where the last answer with one came before a time.
delete from shared_token where last_at < %(before)s
