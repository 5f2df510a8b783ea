-- One number: how many rows of a campaign's rollup were added to that of the coarser step which they lie in, all
-- of them from before a time. The buckets, which keep writers of one minute apart, become one. The sums
-- stay what they are at every moment, whoever writes meanwhile.
with folded as (
    delete from rollup
    where campaign = %(campaign)s and minute < %(before)s and bucket >= 0
      and (bucket <> 0 or minute <> date_bin(%(step)s, minute, timestamptz '2001-01-01 00:00+00'))
    returning *
), added as (
    insert into rollup as s (campaign, minute, bucket, {sum_columns})
    select campaign, date_bin(%(step)s, minute, timestamptz '2001-01-01 00:00+00') as begins, 0, {summed_columns}
    from folded
    group by campaign, begins
    order by campaign, begins
    on conflict (campaign, minute, bucket) do update set {added_columns}
)
select count(*) from folded
