-- One row: who of the team handles a comment or a case; none where there is none.
select handler from comment
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
