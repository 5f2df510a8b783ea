-- What was answered to the write that this key named so, and the hash of what it was.
select request, status, body from api_answer where key_id = %(key_id)s and name = %(name)s
