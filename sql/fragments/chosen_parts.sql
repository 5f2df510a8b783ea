select question, choice, score, part.span as period, part.sign * answers as answers
    from unnest(%(days_begin)s::date[], %(days_until)s::date[], %(days_span)s::int[], %(days_sign)s::int[])
        as part (begin, until, span, sign)
    join chosen_day on campaign = %(campaign)s and day >= part.begin and day < part.until
    union all
    select question, choice, score, part.span as period, part.sign * answers as answers
    from unnest(%(months_begin)s::date[], %(months_until)s::date[], %(months_span)s::int[], %(months_sign)s::int[])
        as part (begin, until, span, sign)
    join chosen_month on campaign = %(campaign)s and month >= part.begin and month < part.until
