-- One number: how many rows of a campaign's rollup were added to that of the zone's hour which they lie in, of the hours
-- that begin at "begins" until "before", and to the quarter of an hour that this can be made anew from. It is none where
-- the campaign's folded sums are of another zone by now. Writers never touch what is folded (bucket -1): what they add to
-- an old hour comes here.
with mine as (
    update rollup_zone set folded_at = statement_timestamp() where campaign = %(campaign)s and zone = %(zone)s
    returning zone
), folded as (
    delete from rollup using mine
    where campaign = %(campaign)s and minute >= (%(begins)s::timestamptz[])[1] and minute < %(before)s and bucket >= 0
    returning rollup.*
), kept as (
    insert into rollup_quarter as s (campaign, minute, bucket, {sum_columns})
    select campaign, date_bin('15 minutes', minute, timestamptz '2001-01-01 00:00+00') as begins, -1, {summed_columns}
    from folded
    group by campaign, begins
    order by campaign, begins
    on conflict (campaign, minute, bucket) do update set {added_columns}
), added as (
    insert into rollup as s (campaign, minute, bucket, {sum_columns})
    select campaign, (%(begins)s::timestamptz[])[width_bucket(minute, %(begins)s::timestamptz[])] as begins, -1, {summed_columns}
    from folded
    group by campaign, begins
    order by campaign, begins
    on conflict (campaign, minute, bucket) do update set {added_columns}
)
select count(*) from folded
