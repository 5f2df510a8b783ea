-- Tries a channel's messages again at once that wait for their next attempt. One that was not tried yet keeps its time.
update outbox_message set due_at = now()
where channel = %(channel)s and state = 'waiting' and attempts > 0 and due_at > now()
