-- How many answers of each of some campaigns gave a score, by the page's language (kind '', of which the sums are all answers), and by
-- the value of an attribute ("kind") of those of whom it is known. Of all time, or of some days, as driver_sums.sql.
select campaign, kind, value, score, sum(answers)::bigint as answers
from (
    select campaign, kind, value, score, answers
    from segment
    where %(last)s::date is null and campaign = any (%(slugs)s)
    union all
    select campaign, kind, value, score, answers
    from segment_day
    where campaign = any (%(slugs)s) and day between coalesce(%(first)s::date, '-infinity') and %(last)s::date
) as part
where kind in ('', %(kind)s)
group by campaign, kind, value, score
