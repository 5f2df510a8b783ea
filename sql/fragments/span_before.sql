not %(whole)s::boolean
      and minute >= coalesce(%(begin)s::timestamptz, '-infinity')
      and minute < coalesce(%(inner_begin)s::timestamptz, %(end)s::timestamptz, 'infinity')
