-- A touchpoint that a campaign has or that the team has placed: its place (null: none) and how many campaigns it has.
select touchpoint, max(place) as place, sum(campaigns)::integer as campaigns
from (
    select touchpoint, null::smallint as place, 1 as campaigns from campaign where touchpoint <> ''
    union all
    select touchpoint, place, 0 from touchpoint_place
) as named
group by touchpoint
