select campaign, kind, value, score, part.span, part.sign * answers as answers
    from unnest(%(days_begin)s::date[], %(days_until)s::date[], %(days_span)s::int[], %(days_sign)s::int[])
        as part (begin, until, span, sign)
    join segment_day on campaign = any (%(slugs)s) and day >= part.begin and day < part.until
    union all
    select campaign, kind, value, score, part.span, part.sign * answers
    from unnest(%(months_begin)s::date[], %(months_until)s::date[], %(months_span)s::int[], %(months_sign)s::int[])
        as part (begin, until, span, sign)
    join segment_month on campaign = any (%(slugs)s) and month >= part.begin and month < part.until
