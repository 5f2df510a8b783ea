-- Open tickets of a channel that are known there, and of whose case no message waits: one that does may open them again.
select id, remote_id, changed_at
from ticket
where channel = %(channel)s and state = 'open' and remote_id is not null
  and not exists (select 1 from outbox_message as message
                  where message.channel = ticket.channel and message.recipient = ticket.recipient
                    and message.campaign = ticket.campaign and message.occasion = ticket.occasion
                    and message.state in ('waiting', 'sending'))
