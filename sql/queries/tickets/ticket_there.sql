-- Whether a channel has a ticket.
select 1 from ticket where id = %(ticket)s and channel = %(channel)s
