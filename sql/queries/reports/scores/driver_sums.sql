-- How many answers of some campaigns gave a score, by what is kept of the recipient or message: a name ("kind"; '': the page's
-- language) and its value ('': not known; null: the smaller ones together). Of all time ("ever"), or of some days, which are given as
-- months and the days that are added to them or taken away.
select kind, value, score, sum(answers)::bigint as answers
from (
    select kind, value, score, answers
    from segment
    where %(ever)s::boolean and campaign = any (%(slugs)s)
    union all
    select kind, value, score, answers
    from (
        {segment_parts_of_many}
    ) as parted
) as part
where left(kind, 1) <> ' '
group by kind, value, score having sum(answers) > 0
