-- As segments.sql, of the answers of some days, given as months, and the days that are added to them or taken away.
with summed as (
    select kind, value, score, sum(answers)::bigint as answers
    from (
        {segment_parts}
    ) as part
    group by kind, value, score having sum(answers) > 0
)
select kind, value, score, answers, at, scale, asks, sent_at, mails, waves
from summed join segmented on segmented.campaign = %(campaign)s join campaign on slug = %(campaign)s
order by kind, value is null, sum(answers) over (partition by kind, value) desc, value, score
