-- One row: a recipient's answer, evidence, comment and what the team decided, up to a time, are gone,
-- see the function in 0100_bursts.sql.
select erase_answer(%(campaign)s, %(recipient)s, %(occasion)s, %(bucket)s::smallint, %(at)s, %(id)s, %(client)s)
