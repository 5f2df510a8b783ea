-- Takes away a message in hand that has nothing left to say; its channel is free.
with gone as (
    delete from outbox_message where id = %(id)s and state = 'sending' and attempts = %(number)s returning channel
)
update channel set free_at = now() from gone where channel.id = gone.channel
