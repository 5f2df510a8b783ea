-- One row: a campaign's net answers of 0 … 10 from "begin" until before "end" (null: since ever, until now); both are begins of days
-- of its time zone where "whole" says so.
select array[
    coalesce(sum(n0), 0), coalesce(sum(n1), 0), coalesce(sum(n2), 0), coalesce(sum(n3), 0), coalesce(sum(n4), 0),
    coalesce(sum(n5), 0), coalesce(sum(n6), 0), coalesce(sum(n7), 0), coalesce(sum(n8), 0), coalesce(sum(n9), 0),
    coalesce(sum(n10), 0)
]::bigint[] as counts
from ({sums_of_span}) as step
