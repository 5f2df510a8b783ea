-- All channels by name, or the one of an id or a name: without what is sealed. "waiting" and "dead" are messages; "sent_at" is when
-- the last one went out.
select channel.id, name, channel.kind, settings, channel.created_at, created_by, paused,
       count(*) filter (where state in ('waiting', 'sending'))::int as waiting,
       count(*) filter (where state = 'dead')::int as dead,
       max(message.sent_at) as sent_at
from channel
left join outbox_message as message on message.channel = channel.id
where (%(id)s::bigint is null or channel.id = %(id)s) and (%(name)s::text is null or name = %(name)s)
group by channel.id
order by name
