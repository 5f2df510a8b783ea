-- A row is a campaign and a kind of broken buttons of it that were clicked since a time: how often, and when first; of
-- all campaigns, or of one.
select campaign, kind, min(first_at) as first_at, sum(clicks)::bigint as clicks
from broken_click
where hour >= %(since)s and (%(slug)s::text is null or campaign = %(slug)s)
group by campaign, kind
having sum(clicks) >= %(least)s
order by clicks desc, campaign, kind
