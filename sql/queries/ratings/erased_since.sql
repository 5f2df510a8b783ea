-- One row: whether the recipient was erased by the team, or erased this answer, at or after a time.
select exists (
    select 1 from erasure
    where recipient = %(recipient)s and at >= %(at)s
      and (campaign = '' or campaign = %(campaign)s and occasion = %(occasion)s))
