-- Tells a channel of answers no more; the channel, where it was told.
delete from rated_feed using channel where channel.id = rated_feed.channel and channel.name = %(name)s returning rated_feed.channel
