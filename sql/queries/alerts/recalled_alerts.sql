-- Events that changed or went after they were told, now noted as recalled: a row for each channel that was told of them and
-- can be told so. A message that still waits says nothing of them anyway.
with due as (
    update alert_event set recalled = true where gone is not null and not recalled and batch is not null
    returning id, campaign, gone, batch
)
select due.id, due.campaign, due.gone, channel.id as channel
from due
join outbox_message as message on message.kind = 'alert' and payload ->> 'batch' = due.batch::text
    and (message.state <> 'waiting' or message.attempts > 0)
join channel on channel.id = message.channel and channel.kind = any (%(kinds)s)
