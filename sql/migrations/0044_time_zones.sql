-- The time zone whose days a campaign is told in, as the IANA names it; null: the installation's.
alter table campaign add column time_zone text check (time_zone <> '');

-- By the clock of which zone the folded sums (bucket -1 of rollup) of a campaign are whole hours, and until when they
-- are whole days (null: not yet).
create table rollup_zone (
    campaign   text primary key references campaign (slug) on delete cascade,
    zone       text not null,
    days_until timestamptz
);

-- What those sums were folded from, by the quarter of an hour: every zone's days begin with one. Each row of it is in
-- exactly one folded sum, so that these can be made anew for another zone. It is read for nothing else.
create table rollup_quarter (like rollup including defaults including indexes);

-- What was folded until now was folded to hours and days of UTC. Of answers that still count it is known when they
-- were given: they move to their quarter of an hour; the rest (what was changed later) stays. Every sum stays what it is.
insert into rollup as s (campaign, minute, bucket, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
with ends as (
    select campaign, max(minute) as last_at from rollup group by campaign
), folded as (  -- answers whose own minute has no sum any more
    select campaign, date_bin('15 minutes', at, timestamptz '2001-01-01 00:00+00') as minute, score, count(*)::integer as answers
    from rating join ends using (campaign)
    where score is not null and at < date_trunc('hour', last_at - interval '2 days', 'UTC')
      and not exists (select from rollup where rollup.campaign = rating.campaign
                      and rollup.minute = date_trunc('minute', at) and rollup.bucket in (0, rating.bucket))
    group by campaign, date_bin('15 minutes', at, timestamptz '2001-01-01 00:00+00'), score
), given as (
    select folded.campaign, folded.minute, score, answers, held.minute as held
    from folded
    cross join lateral (
        select rollup.minute from rollup
        where rollup.campaign = folded.campaign and rollup.minute <= folded.minute and bucket = 0
        order by rollup.minute desc limit 1
    ) as held
), moved as (
    select campaign, minute, score, answers from given where minute <> held
    union all
    select campaign, held, score, -answers from given where minute <> held
)
select campaign, minute, 0,
       coalesce(sum(answers) filter (where score = 0), 0), coalesce(sum(answers) filter (where score = 1), 0),
       coalesce(sum(answers) filter (where score = 2), 0), coalesce(sum(answers) filter (where score = 3), 0),
       coalesce(sum(answers) filter (where score = 4), 0), coalesce(sum(answers) filter (where score = 5), 0),
       coalesce(sum(answers) filter (where score = 6), 0), coalesce(sum(answers) filter (where score = 7), 0),
       coalesce(sum(answers) filter (where score = 8), 0), coalesce(sum(answers) filter (where score = 9), 0),
       coalesce(sum(answers) filter (where score = 10), 0)
from moved
group by campaign, minute
on conflict (campaign, minute, bucket) do update set
    n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
    n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
    n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10;
