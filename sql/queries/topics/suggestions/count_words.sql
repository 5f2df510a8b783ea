-- A word of the latest unhappy and happy comments in a language: in how many of each it or a form of the same stem stands, and how many
-- of each there are. Of a stem's forms that is told which most wrote. No stop words, and none that are cut off where words are drawn
-- together.
with sampled as materialized (
    (select 'low' as side, campaign, recipient, occasion, bucket from comment
     where at is not null and score is not null and score <= 6 and language = %(language)s
     order by at desc, campaign desc, recipient desc, occasion desc limit %(sample)s)
    union all
    (select 'high', campaign, recipient, occasion, bucket from comment
     where at is not null and score is not null and score >= 9 and language = %(language)s
     order by at desc, campaign desc, recipient desc, occasion desc limit %(sample)s)
), spelled as materialized (
    select side, case when octet_length(rating.comment) = length(rating.comment) then translate(lower(rating.comment), '`', '''')
                      else comment_spelled(rating.comment) end as text
    from sampled join rating using (campaign, recipient, occasion, bucket)
    where rating.comment is not null
), worded as materialized (
    select row_number() over () as place, side,
           tsvector_to_array(to_tsvector('simple', regexp_replace(text, %(contracted)s, ' ', 'g'))) as words
    from spelled
), written as materialized (
    select word, count(*) as comments from worded, unnest(words) as word group by word
), stemmed as materialized (
    select word, comments, tsvector_to_array(to_tsvector(topic_stemming(%(language)s), word)) as stem
    from written
    where word ~ '^[[:alpha:]]' and length(word) >= 3 and length(to_tsvector(comment_stemming(%(language)s), word)) > 0
), formed as (
    select distinct on (stem) stem, word from stemmed order by stem, comments desc, length(word), word
), counted as (
    select stem, count(distinct place) filter (where side = 'low') as low, count(distinct place) filter (where side = 'high') as high
    from worded, unnest(words) as word join stemmed using (word)
    group by stem
)
select word, low::integer, high::integer,
       (select count(*) from worded where side = 'low')::integer as all_low,
       (select count(*) from worded where side = 'high')::integer as all_high
from counted join formed using (stem)
where low >= %(least)s
