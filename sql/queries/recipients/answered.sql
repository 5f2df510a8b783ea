-- Which of these people have answered in a campaign, or erased what they had: their places in the list, from 0. With an occasion of 0 any
-- answer of theirs counts.
with listed as materialized (
    select (place - 1)::int as place, recipient, occasion, (recipient & 31)::smallint as bucket
    from unnest(%(recipients)s::bigint[], %(occasions)s::bigint[]) with ordinality as listed (recipient, occasion, place)
)
select listed.place
from listed
join rating on rating.recipient = listed.recipient and rating.bucket = listed.bucket
     and rating.campaign = %(campaign)s and rating.score is not null
where listed.occasion = 0 or rating.occasion = listed.occasion
union
select listed.place
from listed
join erasure on erasure.recipient = listed.recipient and erasure.campaign in ('', %(campaign)s)
where erasure.campaign = '' or listed.occasion = 0 or erasure.occasion = listed.occasion
order by place
