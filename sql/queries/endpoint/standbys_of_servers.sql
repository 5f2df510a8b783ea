-- A row for each server that has a part of the answers, in the order of their parts, and last for the front of several: which
-- server it is, how far its log is, and how far its slowest standby has it on its disk; see the function in
-- 0170_standbys_of_servers.sql. Nulls where it does not answer; no row on a standby.
select coalesce(server, '') as server, coalesce(here, 0) as here, coalesce(standbys, 0) as standbys, flushed
from standbys_of_servers()
order by part
