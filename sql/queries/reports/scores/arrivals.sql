-- The net answers of a campaign in one of "steps" equal steps (numbered from 1) between "begin" and "now"; where
-- "begin" is null, between the campaign's first answer and its last. Steps without any are missing.
select span.campaign, step, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10)::bigint as answers
from (
    select
        slug as campaign, coalesce(%(begin)s, min(minute)) as first_at,
        case when %(begin)s::timestamptz is null then max(minute) else %(now)s end as last_at
    from unnest(%(slugs)s::text[]) as wanted (slug) join counted_sums on counted_sums.campaign = slug
    group by slug
) as span
join counted_sums on counted_sums.campaign = span.campaign and counted_sums.minute >= span.first_at
cross join lateral (
    select width_bucket(
        extract(epoch from minute), extract(epoch from first_at), extract(epoch from last_at) + 60, %(steps)s
    ) as step
) as placed
where step between 1 and %(steps)s
group by span.campaign, step
