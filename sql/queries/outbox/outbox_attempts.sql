-- The attempts at one message, in order.
select number, began_at, ended_at, outcome, status, reply
from outbox_attempt
where message = %(message)s
order by number
