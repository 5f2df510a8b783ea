-- As case_bounds.sql, where rows are parted over nodes that plan their part of a statement themselves: all changes since are joined
-- with the few places they are since, rather than the next few of each campaign looked up.
with look as materialized (
    select slug as campaign, coalesce(case_look.changed, 0) as since
    from campaign left join case_look on case_look.campaign = slug
), further as materialized (
    select made.campaign, look.since, made.changed
    from look join rating_change as made on made.campaign = look.campaign
    where made.changed > look.since and made.changed < %(horizon)s
), placed as (
    select *, row_number() over (partition by campaign order by changed) as place from further
)
select campaign, since, max(changed) as until from placed where place <= %(limit)s group by campaign, since
