-- The campaigns in which something changed that is not tagged yet, or whose time zone did, and how far they are: the last
-- change that was looked at. "until": all changes below it are over. Without "zone" nothing is tagged yet.
select slug, campaign.time_zone, seen.zone, coalesce(seen.changed, -1) as changed,
       coalesce(seen.recipient, 0) as recipient, coalesce(seen.occasion, 0) as occasion
from campaign
left join topic_seen as seen on seen.campaign = slug
where seen.zone is distinct from coalesce(campaign.time_zone, %(here)s)
   or exists (
       select 1 from rating_change as made
       where made.campaign = slug and made.changed >= seen.changed and made.changed < %(horizon)s
         and (made.changed, made.recipient, made.occasion) > (seen.changed, seen.recipient, seen.occasion))
order by slug
