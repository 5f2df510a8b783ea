-- Which of these people have answered in a campaign, or erased what they had: their places in the list, from 0. With an occasion of 0 any
-- answer of theirs counts.
select (place - 1)::int as place
from unnest(%(recipients)s::bigint[], %(occasions)s::bigint[]) with ordinality as listed (recipient, occasion, place)
where exists (
    select 1 from rating
    where rating.campaign = %(campaign)s and rating.recipient = listed.recipient
      and rating.bucket = (listed.recipient & 31)::smallint and rating.score is not null
      and (listed.occasion = 0 or rating.occasion = listed.occasion)
) or exists (
    select 1 from erasure
    where erasure.recipient = listed.recipient and erasure.campaign in ('', %(campaign)s)
      and (erasure.campaign = '' or listed.occasion = 0 or erasure.occasion = listed.occasion)
)
order by place
