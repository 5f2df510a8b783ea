-- As arrivals.sql, where rows are parted over nodes that plan their part of a statement themselves: the sums of all campaigns
-- are joined with the steps that are wanted of them, rather than looked up for each.
with signed_ends as materialized (
    select campaign, min(minute) as first_at, max(minute) as last_at from rollup where campaign = any (%(slugs)s) group by campaign
), unsigned_ends as materialized (
    select campaign, min(minute) as first_at, max(minute) as last_at from unsigned_minute where campaign = any (%(slugs)s) group by campaign
), span as materialized (
    select slug, coalesce(%(begin)s, least(signed_ends.first_at, unsigned_ends.first_at)) as first_at,
           interval '1 minute' + case when %(begin)s::timestamptz is null then greatest(signed_ends.last_at, unsigned_ends.last_at)
                                      else %(now)s end as until
    from unnest(%(slugs)s::text[]) as wanted (slug)
    left join signed_ends on signed_ends.campaign = slug
    left join unsigned_ends on unsigned_ends.campaign = slug
), timed as materialized (
    select slug, first_at, until, array(select first_at + (until - first_at) * (n / %(steps)s::float8)
                                        from generate_series(0, %(steps)s - 1) as n order by n) as begins
    from span
), signed_steps as materialized (
    select slug, width_bucket(minute, begins) as step, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) as answers
    from timed join rollup on campaign = slug
    where minute >= first_at and minute < until
    group by slug, step
), unsigned_steps as materialized (
    select slug, width_bucket(minute, begins) as step, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) as answers
    from timed join unsigned_minute on campaign = slug
    where minute >= first_at and minute < until
    group by slug, step
)
select slug as campaign, step, sum(answers)::bigint as answers
from (select * from signed_steps union all select * from unsigned_steps) as each_step
group by slug, step
