-- The ticket of a case at a channel.
select id, key, state from ticket
where channel = %(channel)s and campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
