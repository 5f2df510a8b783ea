-- As topics_due.sql, where rows are parted over nodes that plan their part of a statement themselves: all changes since are joined
-- with the few places they are since.
with place as materialized (
    select slug, campaign.time_zone, seen.zone, seen.changed, seen.recipient, seen.occasion
    from campaign left join topic_seen as seen on seen.campaign = slug
), further as materialized (
    select distinct place.slug
    from place join rating_change as made on made.campaign = place.slug
    where made.changed >= place.changed and made.changed < %(horizon)s
      and (made.changed, made.recipient, made.occasion) > (place.changed, place.recipient, place.occasion)
)
select place.slug, time_zone, zone, coalesce(changed, -1) as changed, coalesce(recipient, 0) as recipient, coalesce(occasion, 0) as occasion
from place left join further on further.slug = place.slug
where zone is distinct from coalesce(time_zone, %(here)s) or further.slug is not null
order by place.slug
