-- The one row is the campaign, where its folded sums are to be of another zone from now on; none where they are of
-- this one already. Its lock keeps the fold waiting until they are.
insert into rollup_zone as known (campaign, zone, folded_at) values (%(campaign)s, %(zone)s, clock_timestamp())
on conflict (campaign) do update set zone = excluded.zone, days_until = null, folded_at = excluded.folded_at
where known.zone <> excluded.zone
returning campaign
