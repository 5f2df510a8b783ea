-- All that a click asks of the growing tables is a function that takes the bucket first, so that whatever parts their rows by
-- it sends a call whole to one place. The number of a change is asked for once in a call and stands in a variable, and no
-- condition asks what another part of the statement wrote row by row: an engine that plans such a statement for several
-- servers refuses both. What is written is what was written before.

create or replace function record_seen(bucket smallint, events json) returns bigint[]
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    written bigint[];
begin
    with event as materialized (
        select * from json_to_recordset($2) as e (
            campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
            score smallint, client bigint, network text, flags text[], page bigint,
            language text, client_class client_class, expected integer, settles_at timestamptz)
        limit (select null::bigint)  -- none; but the planner now counts on ten rows, and looks up each
    ), rated as (
        update rating as r set
            events = r.events + 1, was_score = r.score, was_aside = r.aside,
            score = event.score, aside = null, state = 'settling', proof = 'seen', reason = 'seen',
            settles_at = event.settles_at, at = event.at, id = event.id, client = event.client,
            language = coalesce(event.language, r.language),
            client_class = coalesce(event.client_class, r.client_class), changed = change_number
        from event
        where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion
          and r.bucket = event.bucket
          and r.events = expected and r.state = 'unconfirmed' and r.aside = 'unconfirmed' and r.commented_at is null
        returning event.*, r.changed
    ), visited as (
        insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
        select campaign, recipient, occasion, bucket, id, at, 'seen', score, client, network, flags, page, 'confirm'
        from rated
    ), logged as (
        insert into rating_change (campaign, changed, recipient, occasion, bucket)
        select campaign, changed, recipient, occasion, bucket from rated
    ), rolled as (
        insert into rollup as s (campaign, minute, bucket, unconfirmed, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
        select campaign, minute, $1, -cardinality(scores), cardinality(array_positions(scores, 0::smallint)),
               cardinality(array_positions(scores, 1::smallint)), cardinality(array_positions(scores, 2::smallint)),
               cardinality(array_positions(scores, 3::smallint)), cardinality(array_positions(scores, 4::smallint)),
               cardinality(array_positions(scores, 5::smallint)), cardinality(array_positions(scores, 6::smallint)),
               cardinality(array_positions(scores, 7::smallint)), cardinality(array_positions(scores, 8::smallint)),
               cardinality(array_positions(scores, 9::smallint)), cardinality(array_positions(scores, 10::smallint))
        from (
            select campaign, date_bin('1 minute', at, 'epoch') as minute, array_agg(score) as scores
            from rated
            group by campaign, minute
            order by campaign, minute  -- all sessions lock in one order
        ) as moved
        on conflict (campaign, minute, bucket) do update set
            unconfirmed = s.unconfirmed + excluded.unconfirmed,
            n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
            n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
            n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10
    )
    select array_agg(id) from rated into written;
    return written;
end
$function$;

create or replace function record_verdict(bucket smallint, events json)
returns table (campaign text, recipient bigint, occasion bigint, written boolean)
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
begin
    return query
    with event as materialized (
        select * from json_to_recordset($2) as e (
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
          and exists (select 1 from rating as r
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
            changed = change_number
        from event
        where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion
          and r.bucket = event.bucket
          and (event.did is null or event.id in (select id from visited))
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
        select campaign, date_bin('1 minute', event_at, 'epoch') as minute, $1 as bucket,
               sum((score is not null and commented_at is not null)::int - (was_score is not null and was_comment)::int),
               sum((aside is not distinct from 'unconfirmed')::int - (was_aside is not distinct from 'unconfirmed')::int),
               sum((aside is not distinct from 'scanned')::int - (was_aside is not distinct from 'scanned')::int),
               sum((aside is not distinct from 'withdrawn')::int - (was_aside is not distinct from 'withdrawn')::int),
               sum((score is not distinct from 0)::int - (was_score is not distinct from 0)::int),
               sum((score is not distinct from 1)::int - (was_score is not distinct from 1)::int),
               sum((score is not distinct from 2)::int - (was_score is not distinct from 2)::int),
               sum((score is not distinct from 3)::int - (was_score is not distinct from 3)::int),
               sum((score is not distinct from 4)::int - (was_score is not distinct from 4)::int),
               sum((score is not distinct from 5)::int - (was_score is not distinct from 5)::int),
               sum((score is not distinct from 6)::int - (was_score is not distinct from 6)::int),
               sum((score is not distinct from 7)::int - (was_score is not distinct from 7)::int),
               sum((score is not distinct from 8)::int - (was_score is not distinct from 8)::int),
               sum((score is not distinct from 9)::int - (was_score is not distinct from 9)::int),
               sum((score is not distinct from 10)::int - (was_score is not distinct from 10)::int)
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
    select campaign, recipient, occasion, written from rated;
end
$function$;

create or replace function record_comment(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                                          at timestamptz, language text, comment text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    done bigint;
begin
    -- Words that change take what was known of them along, at once; the worker looks at the new ones.
    if exists (select 1 from comment as c where c.campaign = $1 and c.recipient = $2 and c.occasion = $3 and c.bucket = $4
               and c.words is distinct from comment_words($7, $8)) then
        perform forget_comment_topics($1, $2, $3, $4);
    end if;
    with rated as (
        update rating as r set
            was_comment = r.commented_at is not null,
            comment = nullif($8, ''),
            commented_at = case when $8 <> '' then $6 end,
            changed = change_number
        where r.campaign = $1 and r.recipient = $2 and r.occasion = $3
          and r.bucket = $4 and r.id = $5
        returning r.campaign, r.recipient, r.occasion, r.bucket, r.changed, r.score, r.commented_at, r.was_comment,
                  r.question, r.choice, r.client_class, r.proof, r.at as answered_at, r.sent_at,
                  coalesce(r.token_sent_at, r.first_at) as wave_at
    ), found as (
        insert into comment (campaign, recipient, occasion, bucket, at, score, language, words,
                             question, choice, client_class, proof, answered_at, sent_at, wave_at)
        select campaign, recipient, occasion, bucket, commented_at, score, coalesce($7, ''),
               comment_words($7, $8), question, choice, client_class, proof, answered_at, sent_at, wave_at
        from rated
        where commented_at is not null or was_comment
        -- What the team did with it stands.
        on conflict (campaign, recipient, occasion, bucket) do update set
            at = case when $8 <> '' then $6::timestamptz end,
            score = excluded.score,
            language = coalesce($7, ''),
            words = comment_words($7, $8),
            question = excluded.question, choice = excluded.choice, client_class = excluded.client_class,
            proof = excluded.proof, answered_at = excluded.answered_at, sent_at = excluded.sent_at,
            wave_at = excluded.wave_at
    ), logged as (
        insert into rating_change (campaign, changed, recipient, occasion, bucket)
        select campaign, changed, recipient, occasion, bucket from rated
        on conflict do nothing  -- changed before by the same transaction
    ), rolled as (
        insert into rollup as s (campaign, minute, bucket, comments)
        select campaign, date_bin('1 minute', $6, 'epoch'), bucket, (commented_at is not null)::int - was_comment::int
        from rated
        where score is not null and (commented_at is not null) <> was_comment
        on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
    )
    select count(*) from rated into done;
end
$function$;

create or replace function record_choice(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                                         question integer, choice integer) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    done bigint;
begin
    with rated as (
        update rating set question = $6, choice = $7, changed = change_number
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and id = $5
        returning campaign, recipient, occasion, bucket, changed
    ), beside as (
        update comment as written set question = $6, choice = $7
        from rated
        where written.campaign = rated.campaign and written.recipient = rated.recipient
          and written.occasion = rated.occasion and written.bucket = rated.bucket
    ), logged as (
        insert into rating_change (campaign, changed, recipient, occasion, bucket)
        select campaign, changed, recipient, occasion, bucket from rated
        on conflict do nothing  -- changed before by the same transaction
    )
    select count(*) from rated into done;
end
$function$;

-- As erase_answer was, the bucket first.
create function erase_answer(bucket smallint, campaign text, recipient bigint, occasion bigint,
                             at timestamptz, id bigint, client bigint) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    done   bigint;
    unused text[];
begin
    with forgotten as (
        delete from visit
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and at <= $5 and id <> $6
          and (first_id is null
               or time_of_id(first_id) <= $5 and $5 >= all (select time_of_id(more) from unnest(more_ids) as more))
    ), shortened as (  -- of a moment that the erasure fell into, what came after it stays
        update visit set (first_id, score, more_ids, more_scores) = (
            select (array_agg(one.id order by one.id))[1], (array_agg(one.score order by one.id))[1],
                   nullif((array_agg(one.id order by one.id))[2:], '{}'),
                   nullif((array_agg(one.score order by one.id))[2:], '{}')
            from unnest(visit.first_id || visit.more_ids, visit.score::smallint || visit.more_scores) as one (id, score)
            where time_of_id(one.id) > $5)
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and at <= $5 and first_id is not null
          and $5 < any (select time_of_id(one) from unnest(first_id || more_ids) as one)
    ), decided as (
        delete from overrule
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and at <= $5
    ), visited as (
        insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags)
        values ($2, $3, $4, $1, $6, $5, 'erase', $7, 'unknown', '{}')
        on conflict do nothing
        returning id
    ), rated as (
        insert into rating as r (campaign, recipient, occasion, bucket, events, first_at, clicked_id, state, proof,
                                 reason, at, id)
        select $2, $3::bigint, $4::bigint, $1::smallint, 1, $5::timestamptz, id,
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
            changed = change_number
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
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and (at is null or at <= $5)
    ), unhandled as (
        update comment set status = 'open', starred = false, tags = '{}', note = '', handler = null, handled_at = null
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and at > $5 and handled_at <= $5
    ), given as (
        select tags from comment
        where campaign = $2 and recipient = $3 and occasion = $4 and bucket = $1
    ), untold as (
        delete from comment_change
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and at <= $5
    ), rated as (
        update rating set was_comment = true, comment = null, commented_at = null, changed = change_number
        where campaign = $2 and recipient = $3 and occasion = $4
          and bucket = $1 and commented_at <= $5
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
    where name = any (unused)
      and name <> all (array(select unnest(tags) from comment where tags <> '{}' and tags && unused));
    -- What it was before its last change is what the sums are counted by, and of no use once they are.
    update rating set was_score = null, was_aside = null, was_clicked = null, was_comment = null
    where campaign = $2 and recipient = $3 and occasion = $4 and bucket = $1 and state = 'erased';
    insert into erasure as kept (recipient, campaign, occasion, at) values ($3, $2, $4, $5)
    on conflict (recipient, campaign, occasion) do update set at = greatest(kept.at, excluded.at);
end
$function$;

-- The release before calls this one.
create or replace function erase_answer(campaign text, recipient bigint, occasion bigint, bucket smallint,
                                        at timestamptz, id bigint, client bigint) returns void
language plpgsql security definer as $function$
begin
    perform erase_answer($4, $1, $2, $3, $5, $6, $7);
end
$function$;

-- One row for each row of a recipient's evidence since a time (one row of nulls when there is none), beside the rating's
-- state and the team's decision that is in force, if there is one; all of one moment.
create function recorded_evidence(bucket smallint, campaign text, recipient bigint, occasion bigint, since timestamptz)
returns table (events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind, reason text,
               standing_id bigint, standing_at timestamptz, standing_client bigint, decided_at timestamptz, decided_score score,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language sql stable as $function$
    select rating.events, rating.first_at, rating.score, rating.state, rating.proof, rating.reason, rating.id,
           rating.at, rating.client, decided.at, decided.score,
           visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode,
           visit.first_id, visit.more_ids, visit.more_scores
    from rating
    left join visit on visit.campaign = rating.campaign and visit.recipient = rating.recipient
         and visit.occasion = rating.occasion and visit.bucket = rating.bucket and visit.at >= $5
    left join lateral (
        select at, score, lifted from overrule
        where campaign = rating.campaign and recipient = rating.recipient and occasion = rating.occasion
          and bucket = rating.bucket
        order by at desc
        limit 1
    ) as decided on not decided.lifted
    where rating.campaign = $2 and rating.recipient = $3 and rating.occasion = $4 and rating.bucket = $1
$function$;

-- One row: the recipient's latest occasion in a campaign, null when there is none.
create function last_occasion(bucket smallint, campaign text, recipient bigint) returns table (occasion bigint)
language sql stable as $function$
    select max(rating.occasion) from rating where rating.campaign = $2 and rating.recipient = $3 and rating.bucket = $1
$function$;

-- One row: whether the recipient was erased by the team, or erased this answer, at or after a time.
create function erased_after(bucket smallint, campaign text, recipient bigint, occasion bigint, at timestamptz)
returns table (erased boolean)
language sql stable as $function$
    select exists (
        select 1 from erasure
        where erasure.recipient = $3 and erasure.at >= $5
          and (erasure.campaign = '' or erasure.campaign = $2 and erasure.occasion = $4))
$function$;

-- Over how many servers rows are parted by bucket: a call of a function above is of recipients of one of these parts, by the
-- bucket modulo their number. What parts a database puts another number in its place.
create function bucket_parts() returns integer language sql immutable parallel safe return 1;

do $$
declare
    written regprocedure;
begin
    foreach written in array array[
        'record_seen(smallint, json)', 'record_verdict(smallint, json)',
        'record_comment(text, bigint, bigint, smallint, bigint, timestamptz, text, text)',
        'record_choice(text, bigint, bigint, smallint, bigint, integer, integer)',
        'erase_answer(text, bigint, bigint, smallint, timestamptz, bigint, bigint)',
        'erase_answer(smallint, text, bigint, bigint, timestamptz, bigint, bigint)']::regprocedure[]
    loop
        execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', written, current_schema());
    end loop;
end
$$;
revoke all on function erase_answer(smallint, text, bigint, bigint, timestamptz, bigint, bigint) from public;
grant execute on function erase_answer(smallint, text, bigint, bigint, timestamptz, bigint, bigint) to feedback_collector;
