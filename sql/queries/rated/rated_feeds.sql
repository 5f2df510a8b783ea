-- The channels that are told of answers, by name.
select rated_feed.channel, channel.name, channel.kind, campaign, since, account, made_at
from rated_feed join channel on channel.id = rated_feed.channel
order by channel.name
