-- One row per slice of a campaign's comments that has some, from a day of sending until before another (null: from the first, to
-- the last): its day and its age, as comment_day() and comment_age() say. No more than "most". The index leads from each to the next.
with recursive slice (day, age) as (
    (select comment_day(wave_at), comment_age(answered_at, sent_at) from comment
     where campaign = %(campaign)s and at is not null and score is not null
       and comment_day(wave_at) >= coalesce(%(first)s::date, '-infinity')
     order by comment_day(wave_at), comment_age(answered_at, sent_at)
     limit 1)
    union all
    select further.day, further.age
    from slice cross join lateral (
        select comment_day(wave_at) as day, comment_age(answered_at, sent_at) as age from comment
        where campaign = %(campaign)s and at is not null and score is not null
          and (comment_day(wave_at), comment_age(answered_at, sent_at)) > (slice.day, slice.age)
        order by comment_day(wave_at), comment_age(answered_at, sent_at)
        limit 1
    ) as further
    where further.day < coalesce(%(until)s::date, 'infinity')
)
select day, age from slice where day < coalesce(%(until)s::date, 'infinity') limit %(most)s
