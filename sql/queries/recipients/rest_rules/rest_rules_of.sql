-- The rules that count for a campaign, the nearest last: that of all, its touchpoint's, its own.
select campaign, touchpoint, days, percent
from rest_rule
where (campaign is null and touchpoint is null) or campaign = %(campaign)s
   or touchpoint = (select touchpoint from campaign where slug = %(campaign)s)
order by campaign is not null, touchpoint is not null
