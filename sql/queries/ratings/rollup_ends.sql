-- A row is a campaign with any answers, and the last minute in which something changed.
select slug, last_at
from campaign, lateral (select max(minute) as last_at from rollup where rollup.campaign = slug) as ends
where last_at is not null
