-- How many gave a score among those whose "kind" has a value, in each of some spans of days ("period" is a span's number). Spans are
-- given as months, and the days that are added to them or taken away. What was chosen of a question is a kind too: a space, "?" and
-- the question's id.
select kind, value, score, period, sum(answers) as answers
from (
    {segment_parts}
) as part
group by kind, value, score, period having sum(answers) > 0
union all
select ' ?' || question, choice::text, score, period, sum(answers)
from (
    {chosen_parts}
) as part
group by question, choice, score, period having sum(answers) > 0
