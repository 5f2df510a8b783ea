-- One row: the note of a comment or a case; none where there is none.
select note from comment
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
