select minute, {sum_columns}
    from counted_sums
    where counted_sums.campaign = campaign.slug and %(whole)s::boolean
      and minute >= coalesce(%(begin)s::timestamptz, '-infinity') and minute < coalesce(%(end)s::timestamptz, 'infinity')
    union all
    select minute, {sum_columns}
    from exact_sums
    where exact_sums.campaign = campaign.slug and not %(whole)s::boolean
      and minute >= coalesce(%(begin)s::timestamptz, '-infinity') and minute < coalesce(%(end)s::timestamptz, 'infinity')
