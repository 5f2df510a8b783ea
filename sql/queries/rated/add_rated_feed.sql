-- Tells a channel of answers from now on; the channel, where it was not told before.
insert into rated_feed (channel, campaign, since, account, made_at)
values (%(channel)s, %(campaign)s, change_from_now(), %(account)s, %(now)s)
on conflict do nothing
returning channel
