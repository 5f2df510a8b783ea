-- Something about a campaign that holds now: the same as before where it was seen within the time that ends it; else an event.
-- "about" tells several of one kind apart.
with standing as (
    update alert_event set last_at = %(now)s
    where rule = %(rule)s and kind = %(kind)s and campaign = %(campaign)s and recipient is null
      and coalesce(detail ->> 'about', '') = %(about)s
      and gone is null and last_at > %(over)s
    returning id
)
insert into alert_event (id, rule, kind, campaign, at, last_at, detail, batch)
select %(id)s, %(rule)s, %(kind)s, %(campaign)s, %(now)s, %(now)s, %(detail)s, %(batch)s
where not exists (select 1 from standing)
