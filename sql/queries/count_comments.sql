-- One number: how many comments match, counted no further than the limit.
select count(*) from (
    select from rating
    where campaign = %(slug)s and comment is not null and score is not null
      and (%(pattern)s::text is null or comment ilike %(pattern)s)
      and (%(scores)s::integer[] is null or score = any (%(scores)s))
    limit %(limit)s
) as matching
