-- No rows: throws away the folded sums of a campaign, which hours_of_zone.sql makes anew.
delete from rollup where campaign = %(campaign)s and bucket = -1
