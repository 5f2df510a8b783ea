-- What the other side calls the tickets that it has made.
update ticket set remote_id = message.remote_id
from outbox_message as message
where ticket.remote_id is null and message.key = ticket.key and message.remote_id is not null
