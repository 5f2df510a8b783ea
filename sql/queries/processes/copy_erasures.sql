-- A row is an erasure on another server that is marked here now, with which goes what is kept of the answer here: those of late,
-- as an answer may have waited on a disk for days.
insert into erasure as kept (recipient, campaign, occasion, at)
select recipient, campaign, occasion, at
from erased_elsewhere as other
where at > coalesce((select max(at) from erasure where campaign <> ''), '-infinity') - %(waiting)s::interval
  and not exists (select 1 from erasure as own
                  where (own.recipient, own.campaign, own.occasion) = (other.recipient, other.campaign, other.occasion) and own.at >= other.at)
on conflict (recipient, campaign, occasion) do update set at = excluded.at
returning recipient
