-- All that the recipients' endpoint writes are functions with their owner's rights, by bucket: what distributes a database
-- by it sends a call to one place. Of several recipients' events the sums are added to the bucket named; where buckets
-- stand apart, all events are of that one. They are written in PL/pgSQL, which keeps their plans for a session: functions
-- in SQL are planned anew at each call before Postgres 18.

-- Records visits, of a recipient at most one. For each: one row per earlier visit of the recipient (one row
-- of nulls when there is none) with the rating's state beside the evidence that was there before it. A visit
-- recorded already changes nothing and returns no row.
create function record_visit(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode)
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    return query
    with event as materialized (
        select * from json_to_recordset($2) as e (
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
           visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode
    from rated
    join event using (campaign, recipient, occasion)
    left join visit on visit.campaign = rated.campaign and visit.recipient = rated.recipient
         and visit.occasion = rated.occasion and visit.bucket = rated.bucket and visit.at >= $3;
end
$function$;

-- Records pages that were seen and counts them, of a recipient at most one: one row, its id, for each that was.
-- Only for the first answer of a recipient, while all the evidence behind it is what it was when the page
-- was served; nothing is done for any other. It says of these what record_verdict could say too, which takes
-- twice as long.
create function record_seen(bucket smallint, events json) returns bigint[]
language plpgsql security definer as $function$
#variable_conflict use_column
declare
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
            client_class = coalesce(event.client_class, r.client_class), changed = current_change()
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
        select campaign, date_bin('1 minute', at, 'epoch') as minute, $1 as bucket, -count(*),
               count(*) filter (where score = 0),
               count(*) filter (where score = 1), count(*) filter (where score = 2),
               count(*) filter (where score = 3), count(*) filter (where score = 4),
               count(*) filter (where score = 5), count(*) filter (where score = 6),
               count(*) filter (where score = 7), count(*) filter (where score = 8),
               count(*) filter (where score = 9), count(*) filter (where score = 10)
        from rated
        group by campaign, minute
        order by campaign, minute  -- all sessions lock in one order
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

-- Writes verdicts, of a recipient at most one: one row for each, whether it was written. It is only while the
-- evidence behind it is still all there is. With a visit ("did" is not null) the visit is recorded in any
-- case and counts as evidence. No row comes back, and nothing is done, where it is recorded already or
-- there is no rating.
create function record_verdict(bucket smallint, events json)
returns table (campaign text, recipient bigint, occasion bigint, written boolean)
language plpgsql security definer as $function$
#variable_conflict use_column
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
-- Writes a verdict with what was sent along with the press that it rests on, and says whether it was written; only
-- then is any of that kept. A comment of null leaves what there is, an empty one removes it; a question of null leaves
-- what was chosen.
create function record_answer(bucket smallint, events json, comment text, question integer, choice integer)
returns boolean
language plpgsql security definer as $function$
declare
    done     record;
    answered bigint := $2 -> 0 ->> 'answer_id';
begin
    select * from record_verdict($1, $2) into done;
    if done.written is not true then
        return false;
    end if;
    if $3 is not null then
        perform record_comment(done.campaign, done.recipient, done.occasion, $1, answered,
                               ($2 -> 0 ->> 'at')::timestamptz, $2 -> 0 ->> 'language', $3);
    end if;
    if $4 is not null then
        perform record_choice(done.campaign, done.recipient, done.occasion, $1, answered, $4, $5);
    end if;
    return true;
end
$function$;

-- Keeps an answer through a button that names nobody, by the page that it was pressed on; a null score erases it. A later
-- press of that page stands, whichever arrives first. A comment of null leaves what there is, an empty one removes it.
create function record_unsigned(campaign text, page bigint, id bigint, at timestamptz, kind text, client bigint,
                                language text, score smallint, comment text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    insert into unsigned_answer as u (campaign, page, id, at, kind, client, language, score)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (campaign, page) do update set id = $3, at = $4, score = $8
    where u.id < $3;
    if $9 is not null then
        update unsigned_answer set comment = nullif($9, ''), commented_id = $3
        where campaign = $1 and page = $2 and coalesce(commented_id, 0) < $3;
    end if;
end
$function$;

-- Adds to how often broken buttons of campaigns were clicked, by kind and hour.
create function add_broken_clicks(campaigns text[], kinds text[], firsts timestamptz[], counts bigint[]) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    insert into broken_click as b (campaign, kind, hour, first_at, clicks)
    select campaign, kind, date_bin('1 hour', first_at, 'epoch'), first_at, clicks
    from unnest($1, $2, $3, $4) as news (campaign, kind, first_at, clicks)
    order by campaign, kind, first_at  -- all sessions lock in one order
    on conflict (campaign, kind, hour) do update set
        clicks = b.clicks + excluded.clicks, first_at = least(b.first_at, excluded.first_at);
end
$function$;

-- Adds to what is known of scanners' networks and headers; what was known fades by half in seven days.
create function learn_scanners(kinds text[], hashes bigint[], times timestamptz[], opened double precision[],
                               scanned double precision[], same double precision[]) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    insert into learned_scanner as l (kind, hash, at, mails, scans, alike)
    select kind, hash, at, mails, scans, alike
    from unnest($1, $2, $3, $4, $5, $6) as news (kind, hash, at, mails, scans, alike)
    order by kind, hash  -- all sessions lock in one order
    on conflict (kind, hash) do update set
        at = greatest(l.at, excluded.at),
        mails = l.mails * 0.5 ^ (greatest(extract(epoch from excluded.at - l.at), 0)::double precision / 604800)
                + excluded.mails,
        scans = l.scans * 0.5 ^ (greatest(extract(epoch from excluded.at - l.at), 0)::double precision / 604800)
                + excluded.scans,
        alike = l.alike * 0.5 ^ (greatest(extract(epoch from excluded.at - l.at), 0)::double precision / 604800)
                + excluded.alike;
end
$function$;

do $$
declare
    name text;
begin
    foreach name in array array['record_visit', 'record_seen', 'record_verdict', 'record_answer', 'record_unsigned',
                                'add_broken_clicks', 'learn_scanners'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
        execute format('revoke all on function %I from public', name);
        execute format('grant execute on function %I to feedback_collector', name);
    end loop;
end
$$;

-- A comment and a choice come with a verdict only. No table's grant is left but for reading what judging asks for.
revoke all on function record_comment, record_choice from feedback_collector;
revoke all on visit, rating, rating_change, rollup, comment, learned_scanner, broken_click, unsigned_answer
    from feedback_collector;
grant select on visit, learned_scanner to feedback_collector;
grant select (campaign, recipient, occasion, bucket, events, first_at, score, state, proof, reason, id, at, client)
    on rating to feedback_collector;
