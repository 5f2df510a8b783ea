-- A segment of a campaign and a score each: which kind, which value (null: the smaller ones together), how many gave
-- that score, when they were summed up, the campaign's scale, and of what its
-- waves are made. The larger values of a kind come before the smaller.
select kind, value, score, answers, at, scale, asks, sent_at, mails, waves
from segment join segmented using (campaign) join campaign on slug = campaign
where segment.campaign = %(campaign)s
order by kind, value is null, sum(answers) over (partition by kind, value) desc, value, score
