-- How many answers of each of some campaigns gave a score, by the value of some "kinds": the page's language ('', of which the sums are
-- all answers), and an attribute, of those of whom it is known. Of all time ("ever"), or of some days, which are given as months and
-- the days that are added to them or taken away.
select campaign, kind, value, score, sum(answers)::bigint as answers
from (
    select campaign, kind, value, score, answers
    from segment
    where %(ever)s::boolean and campaign = any (%(slugs)s) and kind = any (%(kinds)s::text[])
    union all
    select campaign, kind, value, score, answers
    from (
        {segment_parts_of_many}
    ) as parted
) as part
group by campaign, kind, value, score having sum(answers) > 0
