-- Records visits, of a recipient at most one. For each: one row per earlier visit of the recipient (one row
-- of nulls when there is none) with the rating's state beside the evidence that was there before it. A visit
-- recorded already changes nothing and returns no row.
with event as materialized (
    select * from json_to_recordset(%(events)s) as e (
        campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, sent_at timestamptz, token_sent_at timestamptz)
    limit (select null::bigint)  -- none; but the planner now counts on ten rows, and looks up each
), visited as (
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
    select campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode
    from event
    on conflict do nothing
    returning id
), rated as (
    insert into rating as r (
        campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside, state, proof,
        reason, at, id, language, sent_at, token_sent_at)
    select campaign, recipient, occasion, bucket, 1, at,
           case when did in ('get', 'bare') then score end,
           case when did in ('get', 'bare') and score is not null then id else 0 end, 'unconfirmed', 'unconfirmed', 'none',
           'unopened', at, id, language, sent_at, token_sent_at
    from event join visited using (id)
    order by campaign, recipient, occasion  -- all sessions lock in one order
    on conflict (campaign, recipient, occasion, bucket) do update set
        events = r.events + 1,
        first_at = least(r.first_at, excluded.first_at), sent_at = coalesce(r.sent_at, excluded.sent_at),
        token_sent_at = coalesce(r.token_sent_at, excluded.token_sent_at),
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        clicked = case when excluded.clicked_id > r.clicked_id then excluded.clicked else r.clicked end,
        clicked_id = greatest(excluded.clicked_id, r.clicked_id)
    returning campaign, recipient, occasion, bucket, events, first_at, score, state, proof, reason, id, at, client,
              clicked, was_clicked
), rolled as (
    insert into rollup as s (campaign, minute, bucket, unconfirmed, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    select rated.campaign, date_bin('1 minute', event.at, 'epoch') as minute, (select bucket from rated limit 1) as bucket,
           count(*) filter (where events = 1),
           count(*) filter (where clicked = 0) - count(*) filter (where was_clicked = 0),
           count(*) filter (where clicked = 1) - count(*) filter (where was_clicked = 1),
           count(*) filter (where clicked = 2) - count(*) filter (where was_clicked = 2),
           count(*) filter (where clicked = 3) - count(*) filter (where was_clicked = 3),
           count(*) filter (where clicked = 4) - count(*) filter (where was_clicked = 4),
           count(*) filter (where clicked = 5) - count(*) filter (where was_clicked = 5),
           count(*) filter (where clicked = 6) - count(*) filter (where was_clicked = 6),
           count(*) filter (where clicked = 7) - count(*) filter (where was_clicked = 7),
           count(*) filter (where clicked = 8) - count(*) filter (where was_clicked = 8),
           count(*) filter (where clicked = 9) - count(*) filter (where was_clicked = 9),
           count(*) filter (where clicked = 10) - count(*) filter (where was_clicked = 10)
    from rated join event using (campaign, recipient, occasion)
    where events = 1 or clicked is distinct from was_clicked
    group by rated.campaign, minute
    order by rated.campaign, minute
    on conflict (campaign, minute, bucket) do update set
        unconfirmed = s.unconfirmed + excluded.unconfirmed,
        c0 = s.c0 + excluded.c0, c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
        c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
        c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10
)
select event.id, rated.events, rated.first_at, rated.score, rated.state, rated.proof, rated.reason, rated.id,
       rated.at, rated.client,
       visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode
from rated
join event using (campaign, recipient, occasion)
left join visit on visit.campaign = rated.campaign and visit.recipient = rated.recipient
     and visit.occasion = rated.occasion and visit.bucket = rated.bucket and visit.at >= %(since)s
