-- A row is those who were reached, or those who were not, of the cases that were closed in a time: how many of them answered
-- again later, and the mean of their next scores.
select reached, count(*) as people, avg(next.score)::float8 as mean
from (
    select recipient, bucket, max(closed_at) as closed_at, bool_or(reason in ('solved', 'answered')) is true as reached
    from comment
    where opened_at is not null and closed_at >= %(since)s and closed_at < %(until)s
      and (%(campaign)s::text is null or campaign = %(campaign)s)
    group by recipient, bucket
) as closed
cross join lateral (
    select score from rating
    where rating.recipient = closed.recipient and rating.bucket = closed.bucket and rating.at > closed.closed_at
      and campaign in (select slug from campaign) and score is not null
    order by rating.at
    limit 1
) as next
group by reached
