-- A case's ticket at a channel.
insert into ticket (id, key, channel, campaign, recipient, occasion, score, made_at, changed_at)
values (%(id)s, %(key)s, %(channel)s, %(campaign)s, %(recipient)s, %(occasion)s, %(score)s, %(now)s, %(now)s)
