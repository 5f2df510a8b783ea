-- What one client fetches of one recipient's buttons within ten seconds is one row of evidence: its "at" is where these ten
-- seconds begin, its "id" says of whom and of what kind it is (the application makes it, so that all processes mean the
-- same row), first_id and score are those of the first fetch, more_ids and more_scores those of the others. Nothing is lost by
-- it: an id carries its time. What answers stays a row of its own, and so does all that was there before, first_id null.
alter table visit add column first_id bigint, add column more_ids bigint[], add column more_scores smallint[];

-- A row that grows stays on its page, beside its index entry.
create or replace function make_visit_partition(day date) returns void language plpgsql as $$
begin
    execute format(
        'create table visit_%s partition of visit for values from (%L) to (%L) with (fillfactor = 75)',
        to_char(day, 'YYYYMMDD'), day::text || ' 00:00+00', (day + 1)::text || ' 00:00+00');
end
$$;
do $$
declare
    part record;
begin
    for part in select inhrelid::regclass::text as name from pg_inherits where inhparent = 'visit'::regclass loop
        execute format('alter table %s set (fillfactor = 75)', part.name);
    end loop;
end
$$;

-- The time that an id carries.
create function time_of_id(id bigint) returns timestamptz language sql immutable parallel safe
return timestamptz 'epoch' + (id >> 11) * interval '1 microsecond';

-- Evidence, visit by visit.
create view single_visit as
select campaign, recipient, occasion, bucket, one.id, one.at, did, one.score, client, network, flags, page, mode
from visit
cross join lateral (
    select coalesce(visit.first_id, visit.id) as id,
           case when visit.first_id is null then visit.at else time_of_id(visit.first_id) end as at, visit.score::smallint as score
    union all
    select more.id, time_of_id(more.id), more.score from unnest(visit.more_ids, visit.more_scores) as more (id, score)
) as one;

-- Records visits, of a recipient at most one. For each: a row for each row of the recipient's earlier evidence (one row
-- of nulls when there is none) with the rating's state beside it. A visit recorded already changes nothing and returns
-- no row. One that has a slot joins the row of its client and moment; those that find 64 there are not kept.
drop function record_visit(smallint, json, timestamptz);
create function record_visit(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    return query
    with event as materialized (
        select *, coalesce(slot, id) as row_id, coalesce(moment, at) as row_at from json_to_recordset($2) as e (
            campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
            did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
            language text, sent_at timestamptz, token_sent_at timestamptz, slot bigint, moment timestamptz)
        limit (select null::bigint)  -- none; but the planner now counts on ten rows, and looks up each
    ), visited as (
        insert into visit as v (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode,
                                first_id)
        select campaign, recipient, occasion, bucket, row_id, row_at, did, score, client, network, flags, page, mode,
               case when slot is not null then id end
        from event
        order by campaign, recipient, occasion  -- all sessions lock in one order
        on conflict (campaign, recipient, occasion, at, id, bucket) do update set
            more_ids = v.more_ids || excluded.first_id, more_scores = v.more_scores || excluded.score::smallint
        where excluded.first_id <> v.first_id and not excluded.first_id = any (coalesce(v.more_ids, '{}'))
          and coalesce(cardinality(v.more_ids), 0) < 63
        returning id
    ), rated as (
        insert into rating as r (
            campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside, state, proof,
            reason, at, id, language, sent_at, token_sent_at)
        select campaign, recipient, occasion, bucket, 1, at,
               case when did in ('get', 'bare') then score end,
               case when did in ('get', 'bare') and score is not null then event.id else 0 end, 'unconfirmed', 'unconfirmed', 'none',
               'unopened', at, event.id, language, sent_at, token_sent_at
        from event join visited on visited.id = row_id
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
        select rated.campaign, date_bin('1 minute', event.at, 'epoch') as minute, $1 as bucket,
               sum((events = 1)::int),
               sum((clicked is not distinct from 0)::int - (was_clicked is not distinct from 0)::int),
               sum((clicked is not distinct from 1)::int - (was_clicked is not distinct from 1)::int),
               sum((clicked is not distinct from 2)::int - (was_clicked is not distinct from 2)::int),
               sum((clicked is not distinct from 3)::int - (was_clicked is not distinct from 3)::int),
               sum((clicked is not distinct from 4)::int - (was_clicked is not distinct from 4)::int),
               sum((clicked is not distinct from 5)::int - (was_clicked is not distinct from 5)::int),
               sum((clicked is not distinct from 6)::int - (was_clicked is not distinct from 6)::int),
               sum((clicked is not distinct from 7)::int - (was_clicked is not distinct from 7)::int),
               sum((clicked is not distinct from 8)::int - (was_clicked is not distinct from 8)::int),
               sum((clicked is not distinct from 9)::int - (was_clicked is not distinct from 9)::int),
               sum((clicked is not distinct from 10)::int - (was_clicked is not distinct from 10)::int)
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
           visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode,
           visit.first_id, visit.more_ids, visit.more_scores
    from rated
    join event using (campaign, recipient, occasion)
    left join visit on visit.campaign = rated.campaign and visit.recipient = rated.recipient
         and visit.occasion = rated.occasion and visit.bucket = rated.bucket and visit.at >= $3;
end
$function$;

-- As before, but for the moment that it falls into.
create or replace function erase_answer(campaign text, recipient bigint, occasion bigint, bucket smallint,
                             at timestamptz, id bigint, client bigint) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    done   bigint;
    unused text[];
begin
    with forgotten as (
        delete from visit
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and at <= $5 and id <> $6
          and (first_id is null
               or time_of_id(first_id) <= $5 and $5 >= all (select time_of_id(more) from unnest(more_ids) as more))
    ), shortened as (  -- of a moment that the erasure fell into, what came after it stays
        update visit set (first_id, score, more_ids, more_scores) = (
            select (array_agg(one.id order by one.id))[1], (array_agg(one.score order by one.id))[1],
                   nullif((array_agg(one.id order by one.id))[2:], '{}'),
                   nullif((array_agg(one.score order by one.id))[2:], '{}')
            from unnest(visit.first_id || visit.more_ids, visit.score::smallint || visit.more_scores) as one (id, score)
            where time_of_id(one.id) > $5)
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and at <= $5 and first_id is not null
          and $5 < any (select time_of_id(one) from unnest(first_id || more_ids) as one)
    ), decided as (
        delete from overrule
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and at <= $5
    ), visited as (
        insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags)
        values ($1, $2, $3, $4, $6, $5, 'erase', $7, 'unknown', '{}')
        on conflict do nothing
        returning id
    ), rated as (
        insert into rating as r (campaign, recipient, occasion, bucket, events, first_at, clicked_id, state, proof,
                                 reason, at, id)
        select $1, $2::bigint, $3::bigint, $4::smallint, 1, $5::timestamptz, id,
               'erased', 'none', 'erased', $5::timestamptz, id
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
        select campaign, date_bin('1 minute', $5, 'epoch'), bucket,
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
    select count(*) from rated into done;

    with forgotten as (
        delete from comment
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and (at is null or at <= $5)
    ), unhandled as (
        update comment set status = 'open', starred = false, tags = '{}', note = '', handler = null, handled_at = null
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and at > $5 and handled_at <= $5
    ), given as (
        select tags from comment
        where campaign = $1 and recipient = $2 and occasion = $3 and bucket = $4
    ), untold as (
        delete from comment_change
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and at <= $5
    ), rated as (
        update rating set was_comment = true, comment = null, commented_at = null, changed = current_change()
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and commented_at <= $5
        returning campaign, recipient, occasion, bucket, changed, score
    ), logged as (
        insert into rating_change (campaign, changed, recipient, occasion, bucket)
        select campaign, changed, recipient, occasion, bucket from rated
        on conflict do nothing  -- changed before by the same transaction
    ), rolled as (
        insert into rollup as s (campaign, minute, bucket, comments)
        select campaign, date_bin('1 minute', $5, 'epoch'), bucket, -1 from rated where score is not null
        on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
    )
    select array_agg(name) from given, unnest(given.tags) as name into unused;

    delete from tag
    where name = any (unused) and not exists (select from comment where tags <> '{}' and tags @> array[name]);
    -- What it was before its last change is what the sums are counted by, and of no use once they are.
    update rating set was_score = null, was_aside = null, was_clicked = null, was_comment = null
    where campaign = $1 and recipient = $2 and occasion = $3 and bucket = $4 and state = 'erased';
    insert into erasure as kept (recipient, campaign, occasion, at) values ($2, $1, $3, $5)
    on conflict (recipient, campaign, occasion) do update set at = greatest(kept.at, excluded.at);
end
$function$;

do $$
declare
    name text;
begin
    foreach name in array array['record_visit', 'erase_answer'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
        execute format('revoke all on function %I from public', name);
        execute format('grant execute on function %I to feedback_collector', name);
    end loop;
end
$$;
