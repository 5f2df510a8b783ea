-- One recipient's answer on one occasion, by recipient; score is null if it does not count. A settling
-- answer whose time has come reads as counted.
select
    recipient, occasion, at, score,
    case when state = 'settling' and settles_at <= %(now)s then 'counted' else state end as state,
    proof, client_class::text as client, comment, commented_at, question, choice
from rating
where campaign = %(slug)s and state <> 'erased'
order by recipient, occasion
