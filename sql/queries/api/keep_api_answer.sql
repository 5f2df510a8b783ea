-- No rows: keeps what is answered to a write, for when it is sent again.
update api_answer set status = %(status)s, body = %(body)s where key_id = %(key_id)s and name = %(name)s
