-- Of some phrases one that is in any of the latest comments in a language (its place among them, from 1), and in how many of them.
with latest as materialized (
    select campaign, recipient, occasion, bucket
    from comment
    where at is not null and score is not null and language = %(language)s
    order by at desc, campaign desc, recipient desc, occasion desc
    limit %(sample)s
), worded as materialized (
    select words
    from latest join topic_text as text using (campaign, recipient, occasion, bucket)
    where text.language = %(language)s
), phrase as materialized (
    select place, topic_query(%(language)s, jsonb_build_object('any', jsonb_build_array(phrase), 'none', '[]'::jsonb)) as query
    from jsonb_array_elements(%(phrases)s::jsonb -> 'any') with ordinality as phrases (phrase, place)
)
select place::integer as place, count(*)::integer as comments
from phrase join worded on worded.words @@ phrase.query
group by place
order by place
