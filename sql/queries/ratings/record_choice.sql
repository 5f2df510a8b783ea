-- One row: what an answer's recipient chose is kept, see the function.
select record_choice(%(campaign)s, %(recipient)s, %(occasion)s, %(bucket)s::smallint, %(answer_id)s, %(question)s,
                     %(choice)s)
