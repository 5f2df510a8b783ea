-- No rows: keeps what was written beside an unsigned answer; an empty text, or erasing, removes it.
update unsigned_answer set comment = nullif(%(comment)s, ''), commented_id = %(id)s
where campaign = %(campaign)s and page = %(page)s and coalesce(commented_id, 0) < %(id)s
