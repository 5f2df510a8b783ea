-- The one row is the first and the last quarter of an hour that the folded sums of a campaign are made of; null: there is none.
select min(minute) as first_at, max(minute) as last_at from rollup_quarter where campaign = %(campaign)s
