-- One row: the recipient's latest occasion in a campaign, null when there is none.
select occasion from last_occasion(%(bucket)s::smallint, %(campaign)s, %(recipient)s)
