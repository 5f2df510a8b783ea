-- The message that is due, of a channel that is free, taken in hand: the one row, or none. The channel's row is locked first
-- and says until when it is busy, so that each channel gets one message at a time, in order, and a slow one holds up no
-- other. "unknown" is one whose lease ended: nobody knows whether it went out. All by the database's clock.
with free as (
    select channel.id, channel.kind, channel.name, channel.sealed, channel.settings
    from channel
    where paused is null and free_at <= now()
      and exists (select 1 from outbox_message
                  where channel = channel.id and state in ('waiting', 'sending')
                    and due_at <= now() and (state = 'waiting' or lease_until <= now()))
    order by free_at, id
    limit 1
    for update skip locked
), due as (
    select message.id, message.state = 'sending' as unknown
    from free
    join outbox_message as message on message.channel = free.id
    where state in ('waiting', 'sending') and due_at <= now() and (state = 'waiting' or lease_until <= now())
    order by due_at, message.id
    limit 1
    for update of message skip locked
), claimed as (
    update outbox_message as message
    set state = 'sending', lease_until = now() + %(lease)s, attempts = attempts + 1
    from due
    where message.id = due.id
    returning message.id, key, channel, message.kind, payload, campaign, recipient, occasion, created_at, attempts, unknown
), busy as (
    update channel set free_at = now() + %(lease)s from claimed where channel.id = claimed.channel
), began as (
    insert into outbox_attempt (message, number, began_at) select id, attempts, now() from claimed
)
select claimed.id, key, channel, claimed.kind, payload, campaign, recipient, occasion, created_at, attempts, unknown,
       free.kind as channel_kind, free.name as channel_name, sealed, settings
from claimed
join free on free.id = claimed.channel
