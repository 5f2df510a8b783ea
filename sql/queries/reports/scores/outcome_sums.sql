-- What was done later (a name) by those who gave a campaign a score: how many, the sum of what it was worth, and of its squares. Of a
-- person who answered the campaign several times the last answer counts that was given by that day; of answers of some days alone.
with paired as (
    select distinct on (campaign, recipient, name, day) campaign, name, score, value
    from outcome join rating using (recipient, bucket)
    where campaign = any (%(slugs)s) and score is not null
      and (at at time zone %(zone)s)::date <= day
      and (at at time zone %(zone)s)::date between coalesce(%(first)s::date, '-infinity') and coalesce(%(last)s::date, 'infinity')
    order by campaign, recipient, name, day, at desc
)
select campaign, name, score, count(*)::bigint as people, sum(value) as total, sum(value * value) as squares
from paired
group by campaign, name, score
