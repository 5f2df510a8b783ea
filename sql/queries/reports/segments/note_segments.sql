-- No rows: when a campaign's segments were summed up, how long that took, and what it saw.
insert into segmented (campaign, at, seconds, seen) values (%(campaign)s, %(now)s, %(seconds)s, %(seen)s)
on conflict (campaign) do update set at = excluded.at, seconds = excluded.seconds, seen = excluded.seen
