select campaign, kind, value, score, part.span, part.sign * answers as answers
    from unnest(%(days_begin)s::date[], %(days_until)s::date[], %(days_span)s::int[], %(days_sign)s::int[])
        as part (begin, until, span, sign)
    cross join lateral (
        select campaign, kind, value, score, answers
        from segment_day
        where campaign = any (%(slugs)s) and day >= part.begin and day < part.until
          and (%(kinds)s::text[] is null or kind = any (%(kinds)s::text[]))
        offset 0  -- by the key: whatever a plan for any parameters takes a part to be, it must not read the whole table
    ) as daily
    union all
    select campaign, kind, value, score, part.span, part.sign * answers
    from unnest(%(months_begin)s::date[], %(months_until)s::date[], %(months_span)s::int[], %(months_sign)s::int[])
        as part (begin, until, span, sign)
    cross join lateral (
        select campaign, kind, value, score, answers
        from segment_month
        where campaign = any (%(slugs)s) and month >= part.begin and month < part.until
          and (%(kinds)s::text[] is null or kind = any (%(kinds)s::text[]))
        offset 0
    ) as monthly
