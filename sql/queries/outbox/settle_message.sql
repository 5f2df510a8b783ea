-- Notes how an attempt ended, where it is still the one in hand; its channel is free from then on. The row says so.
with settled as (
    update outbox_message
    set state = %(state)s, due_at = now() + %(wait)s, lease_until = null,
        sent_at = now() + case when %(state)s = 'sent' then interval '0' end, remote_id = coalesce(%(remote_id)s, remote_id)
    where id = %(id)s and state = 'sending' and attempts = %(number)s
    returning id, channel
), freed as (
    update channel set free_at = now() + %(pace)s from settled where channel.id = settled.channel
), ended as (
    update outbox_attempt set ended_at = now(), outcome = %(outcome)s, status = %(status)s, reply = %(reply)s
    where message = %(id)s and number = %(number)s
)
select id from settled
