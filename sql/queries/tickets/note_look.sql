-- How asking a help desk went; its channel is free from "after" on.
with feed as (
    update ticket_feed set look_at = now() + %(pause)s, looked_to = coalesce(%(looked_to)s, looked_to), look_reply = %(reply)s
    where channel = %(channel)s
)
update channel set free_at = now() + %(after)s where id = %(channel)s
