-- No rows: up to here it was looked for cases.
insert into case_look (campaign, changed)
select campaign, until from jsonb_to_recordset(%(bounds)s) as bound (campaign text, until bigint)
on conflict (campaign) do update set changed = excluded.changed
