-- One number: in how many campaigns something changed from "begin" until before "end" (null: since ever, until now).
select count(*)
from campaign
where slug in (
    select campaign from rollup
    where minute >= coalesce(%(begin)s::timestamptz, '-infinity') and minute < coalesce(%(end)s::timestamptz, 'infinity'))
