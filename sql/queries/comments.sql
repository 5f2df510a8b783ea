-- A comment of an answer that counts, newest first, from behind a place in that order (null: the top).
select commented_at, recipient, occasion, score, comment, language
from rating
where campaign = %(slug)s and comment is not null and score is not null
  and (%(pattern)s::text is null or comment ilike %(pattern)s)
  and (%(scores)s::integer[] is null or score = any (%(scores)s))
  and commented_at <= coalesce(%(at)s, timestamptz 'infinity')
  and (%(at)s::timestamptz is null or commented_at < %(at)s
       or (recipient, occasion) > (%(recipient)s::bigint, %(occasion)s::bigint))
order by commented_at desc, recipient, occasion
limit %(limit)s
