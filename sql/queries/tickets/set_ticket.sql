-- A ticket of a channel is open or solved by now: whose case it is, where that is another state than before.
update ticket set state = %(state)s, remote_id = coalesce(%(remote_id)s, ticket.remote_id), changed_at = now()
from channel
where ticket.id = %(ticket)s and ticket.channel = %(channel)s and channel.id = ticket.channel
  and ticket.state not in (%(state)s, 'erased')
returning campaign, recipient, occasion, channel.name as channel
