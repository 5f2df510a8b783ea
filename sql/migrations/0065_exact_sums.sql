-- Answers that name a campaign and nobody, by minute, as rollup has its sums: where the campaign counts them, of each browser its
-- last of a day.
create view unsigned_minute as
select campaign, date_trunc('minute', at) as minute,
    (score = 0)::int as n0, (score = 1)::int as n1, (score = 2)::int as n2, (score = 3)::int as n3, (score = 4)::int as n4,
    (score = 5)::int as n5, (score = 6)::int as n6, (score = 7)::int as n7, (score = 8)::int as n8, (score = 9)::int as n9,
    (score = 10)::int as n10,
    (score = 0)::int as c0, (score = 1)::int as c1, (score = 2)::int as c2, (score = 3)::int as c3, (score = 4)::int as c4,
    (score = 5)::int as c5, (score = 6)::int as c6, (score = 7)::int as c7, (score = 8)::int as c8, (score = 9)::int as c9,
    (score = 10)::int as c10,
    0 as unconfirmed, 0 as scanned, 0 as withdrawn, 0 as comments
from (
    select distinct on (unsigned_answer.campaign, client) unsigned_answer.campaign, at, score
    from unsigned_answer join campaign on campaign.slug = unsigned_answer.campaign and campaign.count_unsigned
    where score is not null
    order by unsigned_answer.campaign, client, unsigned_answer.id desc
) as last_of_each;

create or replace view counted_sums as
select campaign, minute, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
    unconfirmed, scanned, withdrawn, comments
from rollup
union all
select * from unsigned_minute;

-- The same sums, cut as finely as they are kept: folded hours and days by the quarters of an hour that they are made of. For
-- a time that begins or ends within such an hour or day.
create view exact_sums as
select campaign, minute, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
    unconfirmed, scanned, withdrawn, comments
from rollup
where bucket >= 0
union all
select campaign, minute, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
    unconfirmed, scanned, withdrawn, comments
from rollup_quarter
union all
select * from unsigned_minute;
