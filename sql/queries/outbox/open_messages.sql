-- A row per kind of message and what keeps it: how many wait for their first attempt, are tried again or are dead; and for how
-- many seconds the one that is overdue for longest has been due, of channels that are not paused. What was sent, which is
-- most, is not read.
select message.kind,
       case when state = 'dead' then 'dead' when attempts = 0 then 'waiting' else 'retried' end as state,
       count(*)::int as messages,
       greatest(extract(epoch from now() - min(due_at) filter (where state <> 'dead' and paused is null)), 0)::float as overdue
from outbox_message as message
join channel on channel.id = message.channel
where state in ('waiting', 'sending', 'dead')
group by message.kind, 2
