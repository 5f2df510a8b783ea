-- Writes verdicts, of a recipient at most one: one row for each, whether it was written. It is only while the
-- evidence behind it is still all there is. With a visit ("did" is not null) the visit is recorded in any
-- case and counts as evidence. No row comes back, and nothing is done, where it is recorded already or
-- there is no rating.
with event as materialized (
    select * from json_to_recordset(%(events)s) as e (
        campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, client_class client_class, expected integer,
        counts smallint, aside text, state text, proof text, reason text, settles_at timestamptz,
        answer_id bigint, answer_at timestamptz, answer_client bigint)
    limit (select null::bigint)  -- none; but the planner now counts on ten rows, and looks up each
), visited as (
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
    select campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode
    from event
    where did is not null
      and exists (select from rating as r
                  where r.campaign = event.campaign and r.recipient = event.recipient
                    and r.occasion = event.occasion and r.bucket = event.bucket)
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
        language = coalesce(event.language, r.language),
        client_class = coalesce(case when r.events = expected then event.client_class end, r.client_class),
        changed = current_change()
    from event
    where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion
      and r.bucket = event.bucket
      and (event.did is null or exists (select from visited where visited.id = event.id))
    returning r.campaign, r.recipient, r.occasion, r.bucket, r.changed, r.score, r.aside, r.commented_at,
              r.was_score, r.was_aside, r.was_comment, r.client_class, r.proof, r.at, r.sent_at,
              coalesce(r.token_sent_at, r.first_at) as wave_at,
              r.events - (event.did is not null)::int = expected as written, event.at as event_at
), beside as (  -- what a comment is listed by
    update comment set score = rated.score, client_class = rated.client_class, proof = rated.proof,
        answered_at = rated.at, sent_at = rated.sent_at, wave_at = rated.wave_at
    from rated
    where rated.commented_at is not null
      and (comment.score, comment.client_class, comment.proof, comment.answered_at, comment.sent_at, comment.wave_at)
          is distinct from (rated.score, rated.client_class, rated.proof, rated.at, rated.sent_at, rated.wave_at)
      and comment.campaign = rated.campaign and comment.recipient = rated.recipient
      and comment.occasion = rated.occasion and comment.bucket = rated.bucket
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, changed, recipient, occasion, bucket from rated
    on conflict do nothing  -- changed before by the same transaction
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments, unconfirmed, scanned, withdrawn,
                             n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
    select campaign, date_bin('1 minute', event_at, 'epoch') as minute, (select bucket from rated limit 1) as bucket,
           count(*) filter (where score is not null and commented_at is not null)
           - count(*) filter (where was_score is not null and was_comment),
           count(*) filter (where aside = 'unconfirmed') - count(*) filter (where was_aside = 'unconfirmed'),
           count(*) filter (where aside = 'scanned') - count(*) filter (where was_aside = 'scanned'),
           count(*) filter (where aside = 'withdrawn') - count(*) filter (where was_aside = 'withdrawn'),
           count(*) filter (where score = 0) - count(*) filter (where was_score = 0),
           count(*) filter (where score = 1) - count(*) filter (where was_score = 1),
           count(*) filter (where score = 2) - count(*) filter (where was_score = 2),
           count(*) filter (where score = 3) - count(*) filter (where was_score = 3),
           count(*) filter (where score = 4) - count(*) filter (where was_score = 4),
           count(*) filter (where score = 5) - count(*) filter (where was_score = 5),
           count(*) filter (where score = 6) - count(*) filter (where was_score = 6),
           count(*) filter (where score = 7) - count(*) filter (where was_score = 7),
           count(*) filter (where score = 8) - count(*) filter (where was_score = 8),
           count(*) filter (where score = 9) - count(*) filter (where was_score = 9),
           count(*) filter (where score = 10) - count(*) filter (where was_score = 10)
    from rated
    where score is distinct from was_score or aside is distinct from was_aside
    group by campaign, minute
    order by campaign, minute  -- all sessions lock in one order
    on conflict (campaign, minute, bucket) do update set
        comments = s.comments + excluded.comments, unconfirmed = s.unconfirmed + excluded.unconfirmed,
        scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
        n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
        n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10
)
select campaign, recipient, occasion, written from rated
