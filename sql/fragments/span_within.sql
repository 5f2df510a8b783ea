(%(whole)s::boolean or %(inner_begin)s::timestamptz is not null)
      and minute >= coalesce(%(inner_begin)s::timestamptz, %(begin)s::timestamptz, '-infinity')
      and minute < coalesce(%(inner_end)s::timestamptz, %(end)s::timestamptz, 'infinity')
