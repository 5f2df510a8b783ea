-- As words_due.sql, where rows are parted over nodes that plan their part of a statement themselves: the newest comments of all
-- languages are found in one go.
with found as materialized (
    select language, max(at) as newest_at from comment
    where at is not null and score is not null and language = any (%(languages)s)
    group by language
), newest as materialized (
    select asked.language, found.newest_at
    from unnest(%(languages)s::text[]) as asked (language) left join found using (language)
)
select newest.language, newest.newest_at
from newest left join ranked_words as ranked using (language)
where case when ranked.language is null then newest.newest_at is not null
           else counted_at < %(long_before)s or counted_at < %(before)s and ranked.newest_at is distinct from newest.newest_at end
