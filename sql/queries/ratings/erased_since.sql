-- One row: whether the recipient was erased by the team, or erased this answer, at or after a time.
select erased from erased_after(%(bucket)s::smallint, %(campaign)s, %(recipient)s, %(occasion)s, %(at)s)
