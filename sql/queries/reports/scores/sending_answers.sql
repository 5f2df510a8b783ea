-- The net answers of a campaign in the days behind a sending, of those that are asked for by campaign, number, begin and end.
select asked.campaign, asked.number, coalesce(sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10), 0)::bigint as answers
from unnest(%(campaigns)s::text[], %(numbers)s::integer[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
    as asked (campaign, number, begin, "end")
left join counted_sums on counted_sums.campaign = asked.campaign and minute >= begin and minute < "end"
group by asked.campaign, asked.number
