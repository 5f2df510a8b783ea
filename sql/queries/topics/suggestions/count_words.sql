-- A word of the latest unhappy and happy comments in a language: in how many of each it stands, and how many of each there are. No
-- stop words.
with sampled as materialized (
    (select 'low' as side, campaign, recipient, occasion, bucket from comment
     where at is not null and score is not null and score <= 6 and language = %(language)s
     order by at desc, campaign desc, recipient desc, occasion desc limit %(sample)s)
    union all
    (select 'high', campaign, recipient, occasion, bucket from comment
     where at is not null and score is not null and score >= 9 and language = %(language)s
     order by at desc, campaign desc, recipient desc, occasion desc limit %(sample)s)
), worded as materialized (
    select side, tsvector_to_array(to_tsvector('simple', case when octet_length(rating.comment) = length(rating.comment) then lower(rating.comment)
                                                    else comment_spelled(rating.comment) end)) as words
    from sampled join rating using (campaign, recipient, occasion, bucket)
    where rating.comment is not null
), counted as (
    select word, count(*) filter (where side = 'low') as low, count(*) filter (where side = 'high') as high
    from worded, unnest(words) as word
    group by word
)
select word, low::integer, high::integer,
       (select count(*) from worded where side = 'low')::integer as all_low,
       (select count(*) from worded where side = 'high')::integer as all_high
from counted
where low >= %(least)s and word ~ '^[[:alpha:]]' and length(word) >= 3
  and length(to_tsvector(comment_stemming(%(language)s), word)) > 0
