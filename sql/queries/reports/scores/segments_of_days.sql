-- As segments.sql, of the answers from one day to another, both included (null: from the first, to the last).
with summed as (
    select kind, value, score, sum(answers)::bigint as answers
    from segment_day
    where campaign = %(campaign)s
      and day between coalesce(%(first)s::date, '-infinity') and coalesce(%(last)s::date, 'infinity')
    group by kind, value, score
)
select kind, value, score, answers, at, scale, asks, sent_at, mails, waves
from summed join segmented on segmented.campaign = %(campaign)s join campaign on slug = %(campaign)s
order by kind, value is null, sum(answers) over (partition by kind, value) desc, value, score
