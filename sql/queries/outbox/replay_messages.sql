-- Dead messages wait again, with the keys that they had: one, or all of a channel. Their ids.
update outbox_message set state = 'waiting', due_at = now()
from channel
where channel.id = outbox_message.channel and state = 'dead'
  and (%(id)s::bigint is null or outbox_message.id = %(id)s)
  and (%(channel)s::text is null or channel.name = %(channel)s)
returning outbox_message.id
