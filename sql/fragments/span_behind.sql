not %(whole)s::boolean
      and minute >= %(inner_end)s::timestamptz and minute < %(end)s::timestamptz
