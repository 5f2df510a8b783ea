-- The channel whose help desk is due to be asked, taken in hand for as long as a lease: no message goes there meanwhile. All by
-- the database's clock; "now" is when it was taken.
with due as (
    select channel.id, channel.kind, channel.name, channel.settings, coalesce(feed.looked_to, feed.made_at) as looked_to
    from ticket_feed as feed
    join channel on channel.id = feed.channel
    where channel.kind = any(%(kinds)s) and paused is null and free_at <= now() and look_at <= now()
    order by look_at, channel.id
    limit 1
    for update of channel skip locked
), busy as (
    update channel set free_at = now() + %(lease)s from due where channel.id = due.id
), next as (
    update ticket_feed set look_at = now() + %(lease)s from due where ticket_feed.channel = due.id
)
select id, kind, name, settings, looked_to, now() as now from due
