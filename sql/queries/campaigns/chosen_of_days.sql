-- As chosen.sql, of the answers of some days, given as months, and the days that are added to them or taken away.
select question, choice, score, sum(answers)::integer as answers
from (
    {chosen_parts}
) as part
group by question, choice, score having sum(answers) > 0
