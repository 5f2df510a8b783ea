-- Sends a channel no more tickets; its id, where it got some.
delete from ticket_feed using channel where channel.id = ticket_feed.channel and channel.name = %(name)s returning channel.id
