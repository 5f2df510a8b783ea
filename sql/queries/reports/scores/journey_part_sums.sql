-- The answers of those of a campaign whose attribute (the one of "kinds"; '': the page's language) has a value, in one of some spans of days (its
-- number), as a histogram of the scores 0 to 10. Spans are given as months, and the days that are added to them or taken away.
select campaign, span as place, array[
    coalesce(sum(answers) filter (where score = 0), 0), coalesce(sum(answers) filter (where score = 1), 0),
    coalesce(sum(answers) filter (where score = 2), 0), coalesce(sum(answers) filter (where score = 3), 0),
    coalesce(sum(answers) filter (where score = 4), 0), coalesce(sum(answers) filter (where score = 5), 0),
    coalesce(sum(answers) filter (where score = 6), 0), coalesce(sum(answers) filter (where score = 7), 0),
    coalesce(sum(answers) filter (where score = 8), 0), coalesce(sum(answers) filter (where score = 9), 0),
    coalesce(sum(answers) filter (where score = 10), 0)]::bigint[] as counts
from (
    {segment_parts_of_many}
) as parted
where value = %(value)s
group by campaign, span
