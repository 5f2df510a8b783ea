-- One row: whether a verdict was written, with what was sent along, see the function in 0121_contact_requests.sql.
select record_answer(%(bucket)s::smallint, %(events)s::json, %(comment)s, %(question)s, %(choice)s,
                     %(contact)s)
