-- No rows: a user gets digests through this channel.
insert into digest_subscription (account, channel, weekly, waves, begun_at)
values (%(account)s, %(channel)s, %(weekly)s, %(waves)s, %(begun_at)s)
