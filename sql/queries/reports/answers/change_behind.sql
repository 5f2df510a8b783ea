-- The place of the change that so many others come before, behind a place; none where there are fewer.
select changed, recipient, occasion from rating_change
where campaign = %(campaign)s
  and (changed, recipient, occasion) > (%(changed)s, %(recipient)s, %(occasion)s)
  and changed < %(horizon)s
order by changed, recipient, occasion
limit 1 offset %(walked)s
