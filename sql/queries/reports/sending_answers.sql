-- The net answers of a campaign in the days behind a sending, of those that are asked for by campaign, begin and end; "place" is
-- that among them, from 1.
select place, coalesce(sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10), 0)::bigint as answers
from unnest(%(campaigns)s::text[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
    with ordinality as asked (wanted, begin, "end", place)
left join lateral (
    select * from counted_sums where campaign = wanted and minute >= begin and minute < "end"
    offset 0  -- nothing; but each is now looked up
) as part on true
group by place
