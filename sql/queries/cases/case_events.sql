-- A row is something that became of a case, in the order of "changed" and then "id", from behind a place in it: only of
-- transactions before which none is under way any more, so that nothing appears behind who has read on.
select changed, id, at, campaign, recipient, occasion, did, answer, score, rule
from case_event
where (changed, id) > (%(changed)s::bigint, %(id)s::bigint) and changed < %(horizon)s
order by changed, id
limit %(limit)s
