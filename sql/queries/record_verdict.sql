-- One row, whether the verdict was written: it is only while the evidence behind it is still all there is.
-- With a visit ("did" is not null) the visit is recorded in any case and counts as evidence.
with event as (
    select * from json_to_record(%(event)s) as e (
        campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, expected integer,
        counts smallint, aside text, state text, proof text, reason text, settles_at timestamptz,
        answer_id bigint, answer_at timestamptz, answer_client bigint)
), visited as (
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
    select campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode
    from event where did is not null
    on conflict do nothing
    returning id
), rated as (
    update rating as r set
        events = r.events + (event.did is not null)::int,
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        score = case when r.events = expected then counts else r.score end,
        aside = case when r.events = expected then event.aside else r.aside end,
        state = case when r.events = expected then event.state else r.state end,
        proof = case when r.events = expected then event.proof else r.proof end,
        reason = case when r.events = expected then event.reason else r.reason end,
        settles_at = case when r.events = expected then event.settles_at else r.settles_at end,
        at = case when r.events = expected then answer_at else r.at end,
        id = case when r.events = expected then answer_id else r.id end,
        client = case when r.events = expected then answer_client else r.client end,
        language = coalesce(event.language, r.language)
    from event
    where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion
      and r.bucket = event.bucket and r.state <> 'overruled'
      and (event.did is null or exists (select from visited))
    returning r.campaign, r.bucket, r.score, r.aside, r.commented_at, r.was_score, r.was_aside, r.was_comment,
              r.events - (event.did is not null)::int = expected as written, event.at as event_at
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments, unconfirmed, scanned, withdrawn,
                             n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
    select campaign, date_bin('1 minute', event_at, 'epoch'), bucket,
           (score is not null and commented_at is not null)::int - (was_score is not null and was_comment)::int,
           (aside is not distinct from 'unconfirmed')::int - (was_aside is not distinct from 'unconfirmed')::int,
           (aside is not distinct from 'scanned')::int - (was_aside is not distinct from 'scanned')::int,
           (aside is not distinct from 'withdrawn')::int - (was_aside is not distinct from 'withdrawn')::int,
           d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10]
    from rated,
         lateral (select array_agg((score is not distinct from n)::int - (was_score is not distinct from n)::int
                                   order by n) as d from generate_series(1, 10) as n) as delta
    where score is distinct from was_score or aside is distinct from was_aside
    on conflict (campaign, minute, bucket) do update set
        comments = s.comments + excluded.comments, unconfirmed = s.unconfirmed + excluded.unconfirmed,
        scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
        n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
        n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
        n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10
)
select written from rated
