-- A campaign each, or the one of this slug, with what stands in it now: histograms (of 0 to 10) of what counts and of what the last
-- clicks would count, and what is excluded; of what changed from "begin" until before "end" (null: since ever, until now), which are
-- both begins of days of its time zone where "whole" says so. Without its logo, which weighs too much for lists.
select
    {campaign_columns}, null as logo,
    array(select id from tool_key where tool_key.campaign = campaign.slug and revoked_at is null) as tool_keys,
    (select jsonb_build_object('score', score, 'answers', answers) from touchpoint_target
     where touchpoint_target.touchpoint = campaign.touchpoint) as touchpoint_target,
    sums.first_at, sums.last_at,
    coalesce(sums.counts, array_fill(0::bigint, array[11])) as counts, coalesce(sums.clicked, array_fill(0::bigint, array[11])) as clicked,
    coalesce(sums.unconfirmed, 0) as unconfirmed, coalesce(sums.scanned, 0) as scanned, coalesce(sums.withdrawn, 0) as withdrawn,
    coalesce(sums.comments, 0) as comments
from campaign
left join (
    select
        step.campaign, min(minute) as first_at, max(minute) as last_at,
        array[
            sum(n0), sum(n1), sum(n2), sum(n3),
            sum(n4), sum(n5), sum(n6),
            sum(n7), sum(n8), sum(n9),
            sum(n10)
        ]::bigint[] as counts,
        array[
            sum(c0), sum(c1), sum(c2), sum(c3),
            sum(c4), sum(c5), sum(c6),
            sum(c7), sum(c8), sum(c9),
            sum(c10)
        ]::bigint[] as clicked,
        sum(unconfirmed)::bigint as unconfirmed,
        sum(scanned)::bigint as scanned,
        sum(withdrawn)::bigint as withdrawn,
        sum(comments)::bigint as comments
    from ({sums_of_campaigns}) as step
    group by step.campaign
) as sums on sums.campaign = campaign.slug
where %(slug)s::text is null or campaign.slug = %(slug)s
