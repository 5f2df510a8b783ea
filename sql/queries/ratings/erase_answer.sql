-- One row: a recipient's answer, evidence and what the team decided, up to a time, are gone, and only a press
-- can make a new answer. The empty row stays so that nothing that arrives late brings the old one back. What
-- was answered after that time stands: an erasure may have waited while the database was away.
with forgotten as (
    delete from visit
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and at <= %(at)s and id <> %(id)s
), decided as (
    delete from overrule
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and at <= %(at)s
), visited as (
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags)
    values (%(campaign)s, %(recipient)s, %(occasion)s, %(bucket)s, %(id)s, %(at)s, 'erase', %(client)s, 'unknown', '{}')
    on conflict do nothing
    returning id
), rated as (
    insert into rating as r (campaign, recipient, occasion, bucket, events, first_at, clicked_id, state, proof,
                             reason, at, id)
    select %(campaign)s, %(recipient)s::bigint, %(occasion)s::bigint, %(bucket)s::smallint, 1, %(at)s::timestamptz, id,
           'erased', 'none', 'erased', %(at)s::timestamptz, id
    from visited
    on conflict (campaign, recipient, occasion, bucket) do update set
        events = r.events + 1,
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        score = case when r.id > excluded.id then r.score end,
        aside = case when r.id > excluded.id then r.aside end,
        state = case when r.id > excluded.id then r.state else 'erased' end,
        proof = case when r.id > excluded.id then r.proof else 'none' end,
        reason = case when r.id > excluded.id then r.reason else 'erased' end,
        settles_at = case when r.id > excluded.id then r.settles_at end,
        clicked = case when r.clicked_id > excluded.id then r.clicked end,
        clicked_id = greatest(r.clicked_id, excluded.id),
        at = greatest(r.at, excluded.at),
        id = greatest(r.id, excluded.id),
        client = case when r.id > excluded.id then r.client end,
        language = case when r.id > excluded.id then r.language end,
        client_class = case when r.id > excluded.id then r.client_class end,
        question = case when r.id > excluded.id then r.question end,
        choice = case when r.id > excluded.id then r.choice end,
        changed = current_change()
    returning campaign, recipient, occasion, bucket, id, changed, score, aside, clicked, commented_at,
              was_score, was_aside, was_clicked, was_comment
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, changed, recipient, occasion, bucket from rated where changed is not null
    on conflict do nothing  -- changed before by the same transaction
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments, unconfirmed, scanned, withdrawn,
                             n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                             c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    select campaign, date_bin('1 minute', %(at)s, 'epoch'), bucket,
           (score is not null and commented_at is not null)::int - (was_score is not null and was_comment)::int,
           (aside is not distinct from 'unconfirmed')::int - (was_aside is not distinct from 'unconfirmed')::int,
           (aside is not distinct from 'scanned')::int - (was_aside is not distinct from 'scanned')::int,
           (aside is not distinct from 'withdrawn')::int - (was_aside is not distinct from 'withdrawn')::int,
           n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11],
           c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11]
    from rated,
         lateral (select array_agg((score is not distinct from i)::int - (was_score is not distinct from i)::int
                                   order by i) as n,
                         array_agg((clicked is not distinct from i)::int - (was_clicked is not distinct from i)::int
                                   order by i) as c
                  from generate_series(0, 10) as i) as delta
    on conflict (campaign, minute, bucket) do update set
        comments = s.comments + excluded.comments, unconfirmed = s.unconfirmed + excluded.unconfirmed,
        scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
        n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
        n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10,
        c0 = s.c0 + excluded.c0, c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
        c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
        c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10
)
select id from rated
