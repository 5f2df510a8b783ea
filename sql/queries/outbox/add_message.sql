-- The new message's id; no row where one with this key stands already.
insert into outbox_message (id, key, channel, kind, payload, campaign, recipient, occasion, bucket, created_at, due_at)
values (%(id)s, %(key)s, %(channel)s, %(kind)s, %(payload)s, %(campaign)s, %(recipient)s, %(occasion)s, %(bucket)s,
        %(now)s, %(due_at)s)
on conflict (key) do nothing
returning id
