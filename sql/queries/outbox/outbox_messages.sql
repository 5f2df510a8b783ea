-- Messages, newest first, before an id; of one state, channel or campaign where they are named. "status" and "reply" are those
-- of the last attempt.
select message.id, message.key, channel.name as channel, channel.kind as channel_kind, message.kind, campaign, state,
       message.created_at, due_at, sent_at, attempts, remote_id, last.outcome, last.status, coalesce(last.reply, '') as reply
from outbox_message as message
join channel on channel.id = message.channel
left join outbox_attempt as last on last.message = message.id and last.number = message.attempts
where message.id < %(before)s
  and (%(state)s::text is null or state = %(state)s)
  and (%(channel)s::text is null or channel.name = %(channel)s)
order by message.id desc
limit %(limit)s
