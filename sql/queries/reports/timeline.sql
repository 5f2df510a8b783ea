-- A step of a campaign's time: when it begins, the net answers of 0 … 10 in it, the step's length, and the campaign's
-- scale and what it asks. The length is chosen so that there are at most some 300 from the first answer to the last, and none is
-- finer than the folded sums of such a time (feedback_buttons/processes/worker.py). Days begin at midnight UTC,
-- weeks on a Monday.
with span as (
    select min(minute) as first_at, max(minute) as last_at from rollup where campaign = %(slug)s
), chosen as (
    select step
    from span, unnest(array[
        '1 minute', '2 minutes', '5 minutes', '10 minutes', '15 minutes', '30 minutes', '1 hour',
        '2 hours', '3 hours', '6 hours', '12 hours', '1 day', '2 days', '7 days', '28 days'
    ]::interval[]) as step
    where step = '28 days' or (last_at - first_at) / 300 <= step and step >= case
        when last_at - first_at >= '30 days' then interval '1 day'
        when last_at - first_at >= '2 days' then '1 hour'
        when last_at - first_at >= '2 hours' then '10 minutes'
        else '1 minute'
    end
    order by step
    limit 1
)
select
    date_bin(step, minute, timestamptz '2001-01-01 00:00+00') as at,
    array[
        sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10)
    ]::bigint[] as counts,
    step,
    (select scale from campaign where slug = %(slug)s) as scale,
    (select asks from campaign where slug = %(slug)s) as asks
from rollup, chosen
where campaign = %(slug)s
group by at, step
order by at
