-- A row is a campaign whose rollup is not what its ratings are, of one moment: first what the rollup says,
-- then what the ratings say, with those that are forgotten. There must never be any.
with rolled as (
    select campaign,
           array[sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10),
                 sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10),
                 sum(unconfirmed), sum(scanned), sum(withdrawn), sum(comments)] as sums
    from rollup
    group by campaign
), counted as (
    select campaign,
           array[count(*) filter (where score = 0),
                 count(*) filter (where score = 1), count(*) filter (where score = 2),
                 count(*) filter (where score = 3), count(*) filter (where score = 4),
                 count(*) filter (where score = 5), count(*) filter (where score = 6),
                 count(*) filter (where score = 7), count(*) filter (where score = 8),
                 count(*) filter (where score = 9), count(*) filter (where score = 10),
                 count(*) filter (where clicked = 0),
                 count(*) filter (where clicked = 1), count(*) filter (where clicked = 2),
                 count(*) filter (where clicked = 3), count(*) filter (where clicked = 4),
                 count(*) filter (where clicked = 5), count(*) filter (where clicked = 6),
                 count(*) filter (where clicked = 7), count(*) filter (where clicked = 8),
                 count(*) filter (where clicked = 9), count(*) filter (where clicked = 10),
                 count(*) filter (where aside = 'unconfirmed'), count(*) filter (where aside = 'scanned'),
                 count(*) filter (where aside = 'withdrawn'),
                 count(*) filter (where commented_at is not null and score is not null)] as sums
    from rating
    group by campaign
    union all
    select campaign,
           array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                 sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10),
                 sum(unconfirmed), sum(scanned), 0, 0]
    from forgotten_rating
    group by campaign
), together as (
    select campaign, array_agg(total order by place) as sums
    from (select campaign, place, sum(amount) as total
          from counted, unnest(sums) with ordinality as part (amount, place)
          group by campaign, place) as added
    group by campaign
)
select campaign, rolled.sums::bigint[] as rolled, together.sums::bigint[] as counted
from rolled full join together using (campaign)
where coalesce(rolled.sums::bigint[], array_fill(0::bigint, array[26])) is distinct from coalesce(together.sums::bigint[], array_fill(0::bigint, array[26]))
