-- One row: a campaign's net answers of 0 … 10 since a time and of all time, and in how many campaigns something changed
-- since then.
select
    array[
        coalesce(sum(n0) filter (where recent), 0), coalesce(sum(n1) filter (where recent), 0),
        coalesce(sum(n2) filter (where recent), 0), coalesce(sum(n3) filter (where recent), 0),
        coalesce(sum(n4) filter (where recent), 0), coalesce(sum(n5) filter (where recent), 0),
        coalesce(sum(n6) filter (where recent), 0), coalesce(sum(n7) filter (where recent), 0),
        coalesce(sum(n8) filter (where recent), 0), coalesce(sum(n9) filter (where recent), 0),
        coalesce(sum(n10) filter (where recent), 0)
    ]::bigint[] as recent,
    array[
        coalesce(sum(n0), 0), coalesce(sum(n1), 0), coalesce(sum(n2), 0), coalesce(sum(n3), 0),
        coalesce(sum(n4), 0), coalesce(sum(n5), 0), coalesce(sum(n6), 0), coalesce(sum(n7), 0),
        coalesce(sum(n8), 0), coalesce(sum(n9), 0), coalesce(sum(n10), 0)
    ]::bigint[] as total,
    (select count(*) from campaign
     where slug in (select campaign from rollup where minute >= %(begin)s)) as watched
from (
    select minute >= %(begin)s as recent, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 from rollup where campaign = %(slug)s
    union all
    select minute >= %(begin)s, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 from unsigned_minute where campaign = %(slug)s
) as step
