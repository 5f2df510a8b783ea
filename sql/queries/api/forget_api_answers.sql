-- No rows: writes that are older than this are not sent again.
delete from api_answer where created_at < %(before)s
