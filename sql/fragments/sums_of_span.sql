select campaign, minute, {sum_columns}
    from counted_sums
    where (%(whole)s::boolean or %(inner_begin)s::timestamptz is not null)
      and minute >= coalesce(%(inner_begin)s::timestamptz, %(begin)s::timestamptz, '-infinity')
      and minute < coalesce(%(inner_end)s::timestamptz, %(end)s::timestamptz, 'infinity')
    union all
    select campaign, minute, {sum_columns}
    from exact_sums
    where not %(whole)s::boolean
      and minute >= coalesce(%(begin)s::timestamptz, '-infinity')
      and minute < coalesce(%(inner_begin)s::timestamptz, %(end)s::timestamptz, 'infinity')
    union all
    select campaign, minute, {sum_columns}
    from exact_sums
    where not %(whole)s::boolean
      and minute >= %(inner_end)s::timestamptz and minute < %(end)s::timestamptz
