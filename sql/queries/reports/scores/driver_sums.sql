-- How many answers of some campaigns gave a score, by what is kept of the recipient or message: a name ("kind"; '': the page's
-- language) and its value ('': not known; null: the smaller ones together). Of all time, or from one day to another, both
-- included, where there is a "last" ("first" null: since ever).
select kind, value, score, sum(answers)::bigint as answers
from (
    select kind, value, score, answers
    from segment
    where %(last)s::date is null and campaign = any (%(slugs)s)
    union all
    select kind, value, score, answers
    from segment_day
    where campaign = any (%(slugs)s) and day between coalesce(%(first)s::date, '-infinity') and %(last)s::date
) as part
where left(kind, 1) <> ' '
group by kind, value, score
