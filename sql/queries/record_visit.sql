-- One row per earlier visit of the recipient (one row of nulls when there is none): records a visit and
-- returns the rating's state beside the evidence that was there before it. A visit recorded already
-- changes nothing and returns no row.
with event as (
    select * from json_to_record(%(event)s) as e (
        campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, since timestamptz)
), visited as (
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
    select campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode
    from event
    on conflict do nothing
    returning id
), rated as (
    insert into rating as r (
        campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside, state, proof,
        reason, at, id, language)
    select campaign, recipient, occasion, bucket, 1, at,
           case when did in ('get', 'bare') then score end, id, 'unconfirmed', 'unconfirmed', 'none',
           'unopened', at, id, language
    from event join visited using (id)
    on conflict (campaign, recipient, occasion, bucket) do update set
        events = r.events + 1,
        first_at = least(r.first_at, excluded.first_at),
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        clicked = case when excluded.clicked is not null and (r.clicked is null or excluded.clicked_id > r.clicked_id)
                       then excluded.clicked else r.clicked end,
        clicked_id = case when excluded.clicked is not null then greatest(excluded.clicked_id, r.clicked_id)
                          else r.clicked_id end
    returning campaign, recipient, occasion, bucket, events, first_at, score, state, proof, reason, id, at, client,
              clicked, was_clicked
), rolled as (
    insert into rollup as s (campaign, minute, bucket, unconfirmed,
                             c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    select campaign, date_bin('1 minute', event.at, 'epoch'), bucket, (rated.events = 1)::int,
           d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10]
    from rated join event using (campaign, recipient, occasion, bucket),
         lateral (select array_agg((clicked is not distinct from n)::int - (was_clicked is not distinct from n)::int
                                   order by n) as d from generate_series(1, 10) as n) as delta
    where rated.events = 1 or clicked is distinct from was_clicked
    on conflict (campaign, minute, bucket) do update set
        unconfirmed = s.unconfirmed + excluded.unconfirmed,
        c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
        c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
        c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10
)
select rated.events, rated.first_at, rated.score, rated.state, rated.proof, rated.reason, rated.id,
       rated.at, rated.client,
       visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode
from rated
join event using (campaign, recipient, occasion, bucket)
left join visit on visit.campaign = event.campaign and visit.recipient = event.recipient
     and visit.occasion = event.occasion and visit.bucket = event.bucket and visit.at >= event.since
