-- A word of the latest unhappy and happy comments in a language that no topic has yet, as it was counted last: in how many of each it
-- stands, and how many of each there are.
with told as materialized (
    select word, low, high, all_low, all_high, topic_words(%(language)s, word) as found
    from ranked_words, jsonb_to_recordset(words) as ranked (word text, low integer, high integer)
    where language = %(language)s
), rule as materialized (
    select query::tsquery as query from topic_rule where language = %(language)s
)
select word, low, high, all_low, all_high
from told
where not exists (select 1 from rule where told.found @@ query)
