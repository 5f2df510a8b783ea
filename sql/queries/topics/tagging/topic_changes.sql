-- The next changes of a campaign's answers that are over, in their order: at most "most".
select changed, recipient, occasion
from rating_change
where campaign = %(campaign)s and changed >= %(changed)s and changed < %(horizon)s
  and (changed, recipient, occasion) > (%(changed)s::bigint, %(recipient)s::bigint, %(occasion)s::bigint)
order by changed, recipient, occasion
limit %(most)s
