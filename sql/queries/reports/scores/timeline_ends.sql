-- The one row is the first and the last minute in which the answers of a campaign changed (null: it has none), its scale, what
-- its mail asks and its time zone; none where there is no such campaign.
select
    least((select min(minute) from rollup where campaign = %(slug)s),
          case when count_unsigned then (select min(date_trunc('minute', at)) from unsigned_answer where campaign = %(slug)s) end) as first_at,
    greatest((select max(minute) from rollup where campaign = %(slug)s),
             case when count_unsigned then (select max(date_trunc('minute', at)) from unsigned_answer where campaign = %(slug)s) end) as last_at,
    scale, asks, time_zone
from campaign
where slug = %(slug)s
