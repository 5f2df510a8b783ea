-- A campaign each, with what stands in it now: histograms of what counts and of what the last clicks
-- would count, what is set aside, and the net answers in equal steps of time (an object from the
-- step's number, 1 to "steps", to its answers; steps without any are missing).
select
    campaign.slug, campaign.name, campaign.owner, campaign.touchpoint, campaign.language, campaign.policy,
    campaign.sender, campaign.question, campaign.help_url, campaign.help_label,
    campaign.share_url, campaign.share_label, campaign.sent_at, campaign.mails,
    campaign.repeat_after, campaign.demo, campaign.created_at, campaign.closed_at,
    span.first_at, span.last_at,
    sums.counts, sums.clicked, sums.unconfirmed, sums.scanned, sums.withdrawn, sums.comments,
    sums.arrivals
from campaign
cross join lateral (
    select min(minute) as first_at, max(minute) as last_at
    from rollup where rollup.campaign = campaign.slug
) as span
cross join lateral (
    select
        array[
            coalesce(sum(n1), 0), coalesce(sum(n2), 0), coalesce(sum(n3), 0),
            coalesce(sum(n4), 0), coalesce(sum(n5), 0), coalesce(sum(n6), 0),
            coalesce(sum(n7), 0), coalesce(sum(n8), 0), coalesce(sum(n9), 0),
            coalesce(sum(n10), 0)
        ]::bigint[] as counts,
        array[
            coalesce(sum(c1), 0), coalesce(sum(c2), 0), coalesce(sum(c3), 0),
            coalesce(sum(c4), 0), coalesce(sum(c5), 0), coalesce(sum(c6), 0),
            coalesce(sum(c7), 0), coalesce(sum(c8), 0), coalesce(sum(c9), 0),
            coalesce(sum(c10), 0)
        ]::bigint[] as clicked,
        coalesce(sum(unconfirmed), 0)::bigint as unconfirmed,
        coalesce(sum(scanned), 0)::bigint as scanned,
        coalesce(sum(withdrawn), 0)::bigint as withdrawn,
        coalesce(sum(comments), 0)::bigint as comments,
        json_object_agg(step, n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10)
            filter (where step is not null) as arrivals
    from (
        select
            width_bucket(
                extract(epoch from minute), extract(epoch from span.first_at),
                extract(epoch from span.last_at) + 60, %(steps)s
            ) as step,
            sum(n1) as n1, sum(n2) as n2, sum(n3) as n3, sum(n4) as n4, sum(n5) as n5,
            sum(n6) as n6, sum(n7) as n7, sum(n8) as n8, sum(n9) as n9, sum(n10) as n10,
            sum(c1) as c1, sum(c2) as c2, sum(c3) as c3, sum(c4) as c4, sum(c5) as c5,
            sum(c6) as c6, sum(c7) as c7, sum(c8) as c8, sum(c9) as c9, sum(c10) as c10,
            sum(unconfirmed) as unconfirmed, sum(scanned) as scanned, sum(withdrawn) as withdrawn,
            sum(comments) as comments
        from rollup
        where rollup.campaign = campaign.slug
        group by step
    ) as by_step
) as sums
where %(slug)s::text is null or campaign.slug = %(slug)s
