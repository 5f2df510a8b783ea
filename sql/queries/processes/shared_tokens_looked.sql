-- One row, or none before the first look for tokens that many people hold: whether the next one is due, as fifty times
-- as long has passed as the last one took.
select %(now)s >= at + seconds * interval '50 seconds' as due from shared_token_look
