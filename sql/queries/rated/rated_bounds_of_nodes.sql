-- As rated_bounds.sql, where rows are parted over nodes that plan their part of a statement themselves: all changes since are joined
-- with the few places they are since, rather than the next few of each campaign looked up.
with look as materialized (
    select campaign.slug as campaign, coalesce(look.changed, feed.since) as since
    from rated_feed as feed
    join campaign on feed.campaign is null or campaign.slug = feed.campaign
    left join rated_look as look on look.channel = feed.channel and look.campaign = campaign.slug
    where feed.channel = %(channel)s
), further as materialized (
    select made.campaign, look.since, made.changed
    from look join rating_change as made on made.campaign = look.campaign
    where made.changed > look.since and made.changed < %(horizon)s
), placed as (
    select *, row_number() over (partition by campaign order by changed) as place from further
)
select campaign, since, max(changed) as until from placed where place <= %(limit)s group by campaign, since
