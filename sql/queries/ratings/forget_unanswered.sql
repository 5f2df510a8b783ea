-- One number: how many ratings were forgotten of a part of the table, of which nobody answered, which began before a time
-- and have no evidence any more. The rollup goes on counting them, by forgotten_rating.
with old as (
    select campaign, recipient, occasion, bucket, events
    from rating
    where ctid >= format('(%%s,0)', %(block)s::bigint)::tid and ctid < format('(%%s,0)', %(end_block)s::bigint)::tid
      and (%(bucket)s::smallint is null or rating.bucket = %(bucket)s)
      and state = 'unconfirmed' and score is null and commented_at is null and first_at < %(before)s
      and not exists (select 1 from visit
                      where visit.campaign = rating.campaign and visit.recipient = rating.recipient
                        and visit.occasion = rating.occasion and visit.bucket = rating.bucket)
      and not exists (select 1 from overrule
                      where overrule.campaign = rating.campaign and overrule.recipient = rating.recipient
                        and overrule.occasion = rating.occasion and overrule.bucket = rating.bucket)
), forgotten as (
    -- A visit that comes meanwhile has changed "events" once its transaction lets go of the row.
    delete from rating as r using old
    where r.campaign = old.campaign and r.recipient = old.recipient and r.occasion = old.occasion
      and r.bucket = old.bucket and r.events = old.events and (%(bucket)s::smallint is null or r.bucket = %(bucket)s)
    returning r.campaign, r.bucket, r.clicked, r.aside
), counted as (
    insert into forgotten_rating as f (campaign, bucket, unconfirmed, scanned, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    select campaign, bucket,
           count(*) filter (where aside = 'unconfirmed'), count(*) filter (where aside = 'scanned'),
           count(*) filter (where clicked = 0),
           count(*) filter (where clicked = 1), count(*) filter (where clicked = 2),
           count(*) filter (where clicked = 3), count(*) filter (where clicked = 4),
           count(*) filter (where clicked = 5), count(*) filter (where clicked = 6),
           count(*) filter (where clicked = 7), count(*) filter (where clicked = 8),
           count(*) filter (where clicked = 9), count(*) filter (where clicked = 10)
    from forgotten
    group by campaign, bucket
    on conflict (campaign, bucket) do update set
        unconfirmed = f.unconfirmed + excluded.unconfirmed, scanned = f.scanned + excluded.scanned,
        c0 = f.c0 + excluded.c0, c1 = f.c1 + excluded.c1, c2 = f.c2 + excluded.c2, c3 = f.c3 + excluded.c3, c4 = f.c4 + excluded.c4,
        c5 = f.c5 + excluded.c5, c6 = f.c6 + excluded.c6, c7 = f.c7 + excluded.c7, c8 = f.c8 + excluded.c8,
        c9 = f.c9 + excluded.c9, c10 = f.c10 + excluded.c10
)
select count(*) from forgotten
