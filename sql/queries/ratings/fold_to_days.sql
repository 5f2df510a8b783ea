-- One number: how many hours of a campaign's rollup were added to the zone's day which they lie in, of the days that begin
-- at "begins" until "before". It is none where the campaign's folded sums are of another zone by now.
with mine as (
    update rollup_zone set days_until = %(before)s, folded_at = statement_timestamp()
    where campaign = %(campaign)s and zone = %(zone)s
    returning zone
), folded as (
    delete from rollup using mine
    where campaign = %(campaign)s and minute >= (%(begins)s::timestamptz[])[1] and minute < %(before)s and bucket = -1
      and minute <> all(%(begins)s::timestamptz[])
    returning rollup.*
), added as (
    insert into rollup as s (campaign, minute, bucket, {sum_columns})
    select campaign, (%(begins)s::timestamptz[])[width_bucket(minute, %(begins)s::timestamptz[])] as begins, -1, {summed_columns}
    from folded
    group by campaign, begins
    order by campaign, begins
    on conflict (campaign, minute, bucket) do update set {added_columns}
)
select count(*) from folded
