-- Channels that get tickets, by name.
select channel, channel.name, channel.kind, campaign, touchpoint, score_to, account, made_at, changed, case_event, look_reply
from ticket_feed join channel on channel.id = channel
order by channel.name
