-- Answers that were told and then erased, now noted as recalled: the channel, and the key that it knows the answer by.
update outbox_message set kind = 'erased answer'
from channel
where outbox_message.kind = 'rated' and erased_at is not null and state = 'sent'
  and channel.id = outbox_message.channel and channel.kind = 'webhook'
returning outbox_message.channel, outbox_message.key, outbox_message.campaign
