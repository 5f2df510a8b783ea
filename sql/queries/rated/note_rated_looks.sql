-- Notes up to which change of each campaign a channel was told: up to the bounds that were read.
insert into rated_look (channel, campaign, changed)
select %(channel)s, campaign, until from jsonb_to_recordset(%(bounds)s) as bound (campaign text, until bigint)
on conflict (channel, campaign) do update set changed = excluded.changed
