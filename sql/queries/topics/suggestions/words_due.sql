-- A language whose words are to be counted anew, and of when its newest comment is: it was not counted yet, or some time ago ("before")
-- and somebody wrote since; or long ago ("long_before"), for what was erased.
with newest as materialized (
    select language, (select at from comment where at is not null and score is not null and comment.language = asked.language
                      order by at desc, campaign desc, recipient desc, occasion desc limit 1) as newest_at
    from unnest(%(languages)s::text[]) as asked (language)
)
select newest.language, newest.newest_at
from newest left join ranked_words as ranked using (language)
where case when ranked.language is null then newest.newest_at is not null
           else counted_at < %(long_before)s or counted_at < %(before)s and ranked.newest_at is distinct from newest.newest_at end
