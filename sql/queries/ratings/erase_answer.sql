-- One row: a recipient's answer, evidence, comment and what the team decided, up to a time, are gone,
-- see the function in 0165_plain_writes.sql.
select erase_answer(%(bucket)s::smallint, %(campaign)s::text, %(recipient)s, %(occasion)s, %(at)s, %(id)s, %(client)s)
