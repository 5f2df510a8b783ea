-- Tickets whose answers were erased, now forgotten: the other side has to be told of them.
delete from ticket where state = 'erased' returning id, channel, campaign, remote_id
