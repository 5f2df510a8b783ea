-- A row is a campaign that was deleted, as the audit trail knows, and has not been made again.
select distinct subject
from audit
where did = 'campaign deleted' and subject not in (select slug from campaign)
