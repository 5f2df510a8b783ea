-- The last answer that such a look comes to; no row where it comes to the end.
select first_at as at, recipient, occasion
from rating
where campaign collate "C" = %(slug)s and first_at <= coalesce(%(at)s, timestamptz 'infinity')
  and (%(at)s::timestamptz is null or first_at < %(at)s
       or (recipient, occasion) > (%(recipient)s::bigint, %(occasion)s::bigint))
order by first_at desc, recipient, occasion
offset %(depth)s - 1
limit 1
