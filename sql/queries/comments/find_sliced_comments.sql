-- As find_comments.sql in the order of time ("up" or "down"), of the comments of some slices: a day ("days") and an age ("ages"), as
-- comment_day() and comment_age() say, within each of which comments stand in that order. "rest" are hours of a wave's last day,
-- which hold few of it and are put in order once they are found.
with matching as not materialized (
    {matching_comments}
), rest as not materialized (
    select * from (
        select * from matching
        where wave_at >= %(rest_from)s::timestamptz and wave_at < %(rest_until)s::timestamptz
        offset 0  -- found by when they were sent, not on a walk through all
    ) as written
), found as (
    (select *
     from (
         select of_slice.* from unnest(%(days)s::date[], %(ages)s::date[]) as slice (day, age) cross join lateral (
             select * from matching
             where comment_day(wave_at) = slice.day and comment_age(answered_at, sent_at) = slice.age
               and (%(at)s::timestamptz is null or (at, campaign, recipient, occasion)
                    > (%(at)s, %(in_campaign)s::text, %(recipient)s::bigint, %(occasion)s::bigint))
             order by at, campaign, recipient, occasion
             limit %(limit)s
         ) as of_slice
         union all
         select * from rest
         where %(at)s is null or (at, campaign, recipient, occasion)
               > (%(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s)
     ) as sliced
     where %(walk)s::text = 'up'
     order by at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select *
     from (
         select of_slice.* from unnest(%(days)s::date[], %(ages)s::date[]) as slice (day, age) cross join lateral (
             select * from matching
             where comment_day(wave_at) = slice.day and comment_age(answered_at, sent_at) = slice.age
               and (%(at)s::timestamptz is null or (at, campaign, recipient, occasion)
                    < (%(at)s, %(in_campaign)s::text, %(recipient)s::bigint, %(occasion)s::bigint))
             order by at desc, campaign desc, recipient desc, occasion desc
             limit %(limit)s
         ) as of_slice
         union all
         select * from rest
         where %(at)s is null or (at, campaign, recipient, occasion)
               < (%(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s)
     ) as sliced
     where %(walk)s = 'down'
     order by at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
), total as materialized (
    select count(*) as comments from (
        select 1 from (
            select 1 from unnest(%(days)s, %(ages)s) as slice (day, age) cross join lateral (
                select 1 from matching
                where comment_day(wave_at) = slice.day and comment_age(answered_at, sent_at) = slice.age
                limit %(most)s
            ) as of_slice
            union all
            select 1 from rest
        ) as matched
        limit %(most)s
    ) as counted
), {found_comments}
