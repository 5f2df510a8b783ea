-- The one row is the first and the last minute in which the answers of a campaign changed (null: it has none), its scale, what
-- its mail asks and its time zone; none where there is no such campaign.
select
    (select min(minute) from rollup where campaign = slug) as first_at,
    (select max(minute) from rollup where campaign = slug) as last_at,
    scale, asks, time_zone
from campaign
where slug = %(slug)s
