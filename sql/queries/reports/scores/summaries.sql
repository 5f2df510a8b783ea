-- A campaign each, or the one of this slug, with what stands in it now: histograms (of 0 to 10) of what counts and of what the last
-- clicks would count, and what is set aside; of what changed from "begin" until before "end" (null: since ever, until now), which are
-- both begins of days of its time zone where "whole" says so. Without its logo, which weighs too much for lists.
select
    {campaign_columns}, null as logo,
    array(select id from tool_key where tool_key.campaign = campaign.slug and revoked_at is null) as tool_keys,
    (select jsonb_build_object('score', score, 'answers', answers) from touchpoint_target
     where touchpoint_target.touchpoint = campaign.touchpoint) as touchpoint_target,
    sums.first_at, sums.last_at,
    sums.counts, sums.clicked, sums.unconfirmed, sums.scanned, sums.withdrawn, sums.comments
from campaign
cross join lateral (
    select
        min(minute) as first_at, max(minute) as last_at,
        array[
            coalesce(sum(n0), 0), coalesce(sum(n1), 0), coalesce(sum(n2), 0), coalesce(sum(n3), 0),
            coalesce(sum(n4), 0), coalesce(sum(n5), 0), coalesce(sum(n6), 0),
            coalesce(sum(n7), 0), coalesce(sum(n8), 0), coalesce(sum(n9), 0),
            coalesce(sum(n10), 0)
        ]::bigint[] as counts,
        array[
            coalesce(sum(c0), 0), coalesce(sum(c1), 0), coalesce(sum(c2), 0), coalesce(sum(c3), 0),
            coalesce(sum(c4), 0), coalesce(sum(c5), 0), coalesce(sum(c6), 0),
            coalesce(sum(c7), 0), coalesce(sum(c8), 0), coalesce(sum(c9), 0),
            coalesce(sum(c10), 0)
        ]::bigint[] as clicked,
        coalesce(sum(unconfirmed), 0)::bigint as unconfirmed,
        coalesce(sum(scanned), 0)::bigint as scanned,
        coalesce(sum(withdrawn), 0)::bigint as withdrawn,
        coalesce(sum(comments), 0)::bigint as comments
    from ({sums_of_span}) as step
) as sums
where %(slug)s::text is null or campaign.slug = %(slug)s
