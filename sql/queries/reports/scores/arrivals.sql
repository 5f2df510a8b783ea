-- The net answers of a campaign in one of "steps" equal steps (numbered from 1) between "begin" and "now"; where
-- "begin" is null, between the campaign's first answer and its last. Steps without any are missing.
with span as materialized (
    select
        slug, coalesce(%(begin)s, (select min(minute) from counted_sums where campaign = slug)) as first_at,
        interval '1 minute' + case when %(begin)s::timestamptz is null then (select max(minute) from counted_sums where campaign = slug)
                                   else %(now)s end as until
    from unnest(%(slugs)s::text[]) as wanted (slug)
), timed as materialized (  -- else a plan for any parameters makes the steps anew for each row
    select slug, first_at, until, array(select first_at + (until - first_at) * (n / %(steps)s::float8)
                                        from generate_series(0, %(steps)s - 1) as n order by n) as begins
    from span
)
select slug as campaign, width_bucket(minute, begins) as step, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10)::bigint as answers
from timed cross join lateral (
    select * from counted_sums where campaign = slug and minute >= first_at and minute < until
    offset 0  -- nothing; but each campaign is now looked up, and the sums of the others are not read
) as part
group by slug, step
