-- A row is a campaign with any answers: the first and the last minute in which something changed, the first that is not
-- folded to hours yet, the time zone of its own (null: the installation's), that whose hours its folded sums are of
-- (null: none are folded yet), and until when they are days (null: not yet).
select slug, first_at, last_at, fresh_at, time_zone, zone as folded_zone, days_until
from campaign
join (
    select campaign, min(minute) as first_at, max(minute) as last_at, min(minute) filter (where bucket >= 0) as fresh_at
    from rollup
    group by campaign
) as ends on ends.campaign = slug
left join rollup_zone on rollup_zone.campaign = slug
