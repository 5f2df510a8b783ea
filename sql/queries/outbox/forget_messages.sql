-- Messages that are over: sent or dead for longer than they are kept.
delete from outbox_message where state in ('sent', 'dead') and coalesce(sent_at, due_at) < %(before)s
