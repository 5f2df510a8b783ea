-- One row: an answer's comment is kept, see the function.
select record_comment(%(campaign)s, %(recipient)s, %(occasion)s, %(bucket)s::smallint, %(answer_id)s, %(at)s,
                      %(language)s, %(comment)s)
