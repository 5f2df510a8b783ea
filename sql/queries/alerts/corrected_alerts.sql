-- Answers that changed or went after people had been sent a message of them, now noted as corrected: a row for each message and
-- the channel that took it, with how many answers they are and the first of them. Of one batch none is told of again within the
-- time since "since"; rules that are quiet wait.
with due as (
    select event.id, event.batch, event.campaign, message.channel
    from alert_event as event
    join outbox_message as message on message.kind = 'alert' and payload ->> 'batch' = event.batch::text and message.state = 'sent'
    join channel on channel.id = message.channel and channel.kind = any (%(kinds)s)
    where gone in ('changed', 'withdrawn', 'erased') and not corrected and event.rule = any (%(rules)s::bigint[])
      and gone_at > message.sent_at
      and not exists (
          select 1 from outbox_message as before
          where before.kind = 'correction' and before.payload ->> 'batch' = event.batch::text and before.created_at > %(since)s)
), noted as (
    update alert_event set corrected = true where id in (select id from due)
)
select batch, channel, case when count(distinct campaign) = 1 then min(campaign) end as campaign, count(*)::int as number,
       (array_agg(id order by id))[:%(most)s] as events
from due
group by batch, channel
order by batch, channel
