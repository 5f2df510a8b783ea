-- How many were left out of each campaign's lists since a day.
select campaign, sum(rested)::int as rested, sum(outside)::int as outside
from left_out where day >= %(since)s group by campaign order by campaign
