-- No rows: adds to how often broken buttons of campaigns were clicked, by kind and hour.
insert into broken_click as b (campaign, kind, hour, first_at, clicks)
select campaign, kind, date_bin('1 hour', first_at, 'epoch'), first_at, clicks
from unnest(%(campaigns)s::text[], %(kinds)s::text[], %(firsts)s::timestamptz[], %(clicks)s::bigint[])
    as news (campaign, kind, first_at, clicks)
order by campaign, kind, first_at  -- all sessions lock in one order
on conflict (campaign, kind, hour) do update set
    clicks = b.clicks + excluded.clicks, first_at = least(b.first_at, excluded.first_at)
