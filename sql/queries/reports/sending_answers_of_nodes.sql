-- As sending_answers.sql, where rows are parted over nodes that plan their part of a statement themselves: the sums of all campaigns
-- are joined with the days that are asked for, rather than looked up for each.
with asked as materialized (
    select wanted, begin, "end", place
    from unnest(%(campaigns)s::text[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
        with ordinality as asked (wanted, begin, "end", place)
), signed_answers as materialized (
    select place, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) as answers
    from asked join rollup on campaign = wanted
    where minute >= begin and minute < "end"
    group by place
), unsigned_answers as materialized (
    select place, sum(n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) as answers
    from asked join unsigned_minute on campaign = wanted
    where minute >= begin and minute < "end"
    group by place
)
select place, (coalesce(signed_answers.answers, 0) + coalesce(unsigned_answers.answers, 0))::bigint as answers
from asked left join signed_answers using (place) left join unsigned_answers using (place)
