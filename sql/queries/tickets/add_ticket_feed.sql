-- Sends a channel tickets of cases that are opened from now on; its id, where it got none before.
insert into ticket_feed (channel, campaign, touchpoint, score_to, account, made_at, changed)
values (%(channel)s, %(campaign)s, %(touchpoint)s, %(score_to)s, %(account)s, %(now)s, change_from_now())
on conflict do nothing
returning channel
