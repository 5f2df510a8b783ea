-- One number: how many rows of a campaign's rollup were added to that of the zone's hour which they lie in, of the hours
-- that begin at "begins" until "before", and to the quarter of an hour that this can be made anew from. It is none where
-- the campaign's folded sums are of another zone by now. Writers never touch what is folded (bucket -1): what they add to
-- an old hour comes here.
with mine as materialized (
    select zone from rollup_zone where campaign = %(campaign)s and zone = %(zone)s for update
), folded as (
    delete from rollup using mine
    where campaign = %(campaign)s and minute >= (%(begins)s::timestamptz[])[1] and minute < %(before)s and bucket >= 0
    returning rollup.*
), kept as (
    insert into rollup_quarter as s (campaign, minute, bucket,
                                     n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9,
                             c10, unconfirmed, scanned, withdrawn, comments)
    select campaign, date_bin('15 minutes', minute, timestamptz '2001-01-01 00:00+00') as begins, -1,
           sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10),
           sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10),
           sum(unconfirmed), sum(scanned), sum(withdrawn), sum(comments)
    from folded
    group by campaign, begins
    order by campaign, begins
    on conflict (campaign, minute, bucket) do update set
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3,
        n4 = s.n4 + excluded.n4, n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7,
        n8 = s.n8 + excluded.n8, n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10, c0 = s.c0 + excluded.c0,
        c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
        c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
        c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10, unconfirmed = s.unconfirmed + excluded.unconfirmed,
        scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
        comments = s.comments + excluded.comments
), added as (
    insert into rollup as s (campaign, minute, bucket,
                             n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9,
                             c10, unconfirmed, scanned, withdrawn, comments)
    select campaign, (%(begins)s::timestamptz[])[width_bucket(minute, %(begins)s::timestamptz[])] as begins, -1,
           sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10),
           sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10),
           sum(unconfirmed), sum(scanned), sum(withdrawn), sum(comments)
    from folded
    group by campaign, begins
    order by campaign, begins
    on conflict (campaign, minute, bucket) do update set
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3,
        n4 = s.n4 + excluded.n4, n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7,
        n8 = s.n8 + excluded.n8, n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10, c0 = s.c0 + excluded.c0,
        c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
        c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
        c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10, unconfirmed = s.unconfirmed + excluded.unconfirmed,
        scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
        comments = s.comments + excluded.comments
)
select count(*) from folded
