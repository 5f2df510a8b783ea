-- All rules of how often people may be asked: that of all campaigns first, then those of touchpoints and of campaigns, by name.
select campaign, touchpoint, days, percent
from rest_rule
order by campaign is not null, touchpoint is not null, touchpoint, campaign
