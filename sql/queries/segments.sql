-- A segment of a campaign and a score each: which kind, which value (null: the smaller ones together), how many gave
-- that score, and when they were summed up. The larger values of a kind come before the smaller.
select kind, value, score, answers, at
from segment join segmented using (campaign)
where campaign = %(campaign)s
order by kind, value is null, sum(answers) over (partition by kind, value) desc, value, score
