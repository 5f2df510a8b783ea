-- A step of a campaign's time in which something changed: its place among those that begin at "begins" (from 1), and the
-- net answers of 0 to 10 in it; of what changed from "begin" until before "end" (null: since ever, until now), which are
-- taken from sums of whole days where "whole" says so.
select
    greatest(width_bucket(minute, %(begins)s::timestamptz[]), 1) as place,
    array[
        sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10)
    ]::bigint[] as counts
from ({sums_of_span}) as step
group by place
order by place
