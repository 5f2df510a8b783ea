-- A word of the latest comments in a language, in how many of them it stands, and by which of some phrases of one word it is
-- caught (their place among them, from 1; none: it begins like one of these and is not caught).
with phrase as materialized (
    select place::integer as place,
           topic_query(%(language)s, jsonb_build_object('any', jsonb_build_array(phrase), 'none', '[]'::jsonb)) as query
    from jsonb_array_elements(%(phrases)s::jsonb -> 'any') with ordinality as phrases (phrase, place)
    where jsonb_array_length(phrase) = 1
), wanted as materialized (
    select topic_query(%(language)s, %(phrases)s::jsonb) as query
), vocabulary as materialized (
    select word, ndoc, topic_words(%(language)s, word) as words
    from ts_stat(format('select to_tsvector(''simple'',
                case when octet_length(text) = length(text) then lower(text) else comment_spelled(text) end) from (
        select (select rating.comment::text from rating where rating.campaign = c.campaign and rating.recipient = c.recipient
                and rating.occasion = c.occasion and rating.bucket = c.bucket) as text
        from comment as c where at is not null and score is not null and language = %%L
        order by at desc, campaign desc, recipient desc, occasion desc limit %%s) as latest where text is not null',
        %(language)s::text, %(sample)s::integer))
    where word ~ '^[[:alpha:]]' and length(word) between 2 and 40
), near as materialized (
    select * from vocabulary
    where words @@ (select query from wanted)
       or exists (select 1 from unnest(%(beginnings)s::text[]) as beginning where starts_with(word, beginning))
)
select word, ndoc::integer as comments,
       array(select place from phrase where near.words @@ phrase.query order by place) as caught_by
from near
order by ndoc desc, word
limit %(most)s
