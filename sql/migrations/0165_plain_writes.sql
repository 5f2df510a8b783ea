-- What a click writes of one recipient is written by plain statements, one after the other, each on one table and with the
-- bucket that the function was called with. One statement that holds all of them, as a call of many events still is, costs half
-- as much again to begin (its parts hand rows to each other, sort and group them); and an engine that parts rows over servers
-- runs a plain statement on the server of its bucket like Postgres itself, while it takes a statement apart that inserts
-- within "with". Each statement sees what the ones before it wrote, and the rating's row is locked from the first change on,
-- so that what is written is what one statement would have written.

-- As record_visit of one event.
create function record_one_visit(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql as $function$
#variable_conflict use_column
declare
    event record;
    clicks smallint;
    now_clicked smallint;
    was smallint;
begin
    select *, coalesce(slot, id) as row_id, coalesce(moment, at) as row_at from json_to_recordset($2) as e (
        campaign text, recipient bigint, occasion bigint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, sent_at timestamptz, token_sent_at timestamptz, slot bigint, moment timestamptz) into event;
    insert into visit as v (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode, first_id)
    values (event.campaign, event.recipient, event.occasion, $1, event.row_id, event.row_at, event.did, event.score, event.client,
            event.network, event.flags, event.page, event.mode, case when event.slot is not null then event.id end)
    on conflict (at, recipient, id, bucket) do update set
        more_ids = v.more_ids || excluded.first_id, more_scores = v.more_scores || excluded.score::smallint
    where excluded.first_id <> v.first_id and not excluded.first_id = any (coalesce(v.more_ids, '{}'))
      and coalesce(cardinality(v.more_ids), 0) < 63;
    if not found then
        return;
    end if;
    clicks := case when event.did in ('get', 'bare') then event.score end;
    insert into rating as r (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside, state, proof,
                             reason, at, id, language, sent_at, token_sent_at)
    values (event.campaign, event.recipient, event.occasion, $1, 1, event.at, clicks,
            case when clicks is null then 0 else event.id end, 'unconfirmed', 'unconfirmed', 'none',
            'unopened', event.at, event.id, event.language, event.sent_at, event.token_sent_at)
    on conflict (campaign, recipient, occasion, bucket) do update set
        events = r.events + 1,
        first_at = least(r.first_at, excluded.first_at), sent_at = coalesce(r.sent_at, excluded.sent_at),
        token_sent_at = coalesce(r.token_sent_at, excluded.token_sent_at),
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        clicked = case when excluded.clicked_id > r.clicked_id then excluded.clicked else r.clicked end,
        clicked_id = greatest(excluded.clicked_id, r.clicked_id)
    returning events, first_at, score, state, proof, reason, id, at, client, clicked, was_clicked
    into events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at, standing_client, now_clicked, was;
    event_id := event.id;
    if events_there = 1 or now_clicked is distinct from was then
        insert into rollup as s (campaign, minute, bucket, unconfirmed, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
        values (event.campaign, date_bin('1 minute', event.at, 'epoch'), $1, (events_there = 1)::int,
                (now_clicked is not distinct from 0)::int - (was is not distinct from 0)::int,
                (now_clicked is not distinct from 1)::int - (was is not distinct from 1)::int,
                (now_clicked is not distinct from 2)::int - (was is not distinct from 2)::int,
                (now_clicked is not distinct from 3)::int - (was is not distinct from 3)::int,
                (now_clicked is not distinct from 4)::int - (was is not distinct from 4)::int,
                (now_clicked is not distinct from 5)::int - (was is not distinct from 5)::int,
                (now_clicked is not distinct from 6)::int - (was is not distinct from 6)::int,
                (now_clicked is not distinct from 7)::int - (was is not distinct from 7)::int,
                (now_clicked is not distinct from 8)::int - (was is not distinct from 8)::int,
                (now_clicked is not distinct from 9)::int - (was is not distinct from 9)::int,
                (now_clicked is not distinct from 10)::int - (was is not distinct from 10)::int)
        on conflict (campaign, minute, bucket) do update set
            unconfirmed = s.unconfirmed + excluded.unconfirmed,
            c0 = s.c0 + excluded.c0, c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
            c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
            c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10;
    end if;
    if events_there > 1 then
        return query
        select event_id, events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at,
               standing_client, v.id, v.at, v.did, v.score, v.client, v.network, v.flags, v.page, v.mode, v.first_id,
               case when v.id = event.row_id then nullif(trim_array(v.more_ids, 1), '{}') else v.more_ids end,
               case when v.id = event.row_id then nullif(trim_array(v.more_scores, 1), '{}') else v.more_scores end
        from visit as v
        where v.campaign = event.campaign and v.recipient = event.recipient and v.occasion = event.occasion
          and v.bucket = $1 and v.at >= $3 and (v.id <> event.row_id or v.first_id <> event.id);
        if found then
            return;
        end if;
    end if;
    return next;
end
$function$;

-- As record_seen of one event.
create function record_one_seen(bucket smallint, events json) returns bigint[]
language plpgsql as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    event record;
begin
    select * from json_to_recordset($2) as e (
        campaign text, recipient bigint, occasion bigint, id bigint, at timestamptz,
        score smallint, client bigint, network text, flags text[], page bigint,
        language text, client_class client_class, expected integer, settles_at timestamptz) into event;
    update rating as r set
        events = r.events + 1, was_score = r.score, was_aside = r.aside,
        score = event.score, aside = null, state = 'settling', proof = 'seen', reason = 'seen',
        settles_at = event.settles_at, at = event.at, id = event.id, client = event.client,
        language = coalesce(event.language, r.language),
        client_class = coalesce(event.client_class, r.client_class), changed = change_number
    where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion and r.bucket = $1
      and r.events = event.expected and r.state = 'unconfirmed' and r.aside = 'unconfirmed' and r.commented_at is null;
    if not found then
        return null;
    end if;
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
    values (event.campaign, event.recipient, event.occasion, $1, event.id, event.at, 'seen', event.score, event.client, event.network,
            event.flags, event.page, 'confirm');
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    values (event.campaign, change_number, event.recipient, event.occasion, $1);
    insert into rollup as s (campaign, minute, bucket, unconfirmed, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
    values (event.campaign, date_bin('1 minute', event.at, 'epoch'), $1, -1,
            (event.score = 0)::int, (event.score = 1)::int, (event.score = 2)::int, (event.score = 3)::int,
            (event.score = 4)::int, (event.score = 5)::int, (event.score = 6)::int, (event.score = 7)::int,
            (event.score = 8)::int, (event.score = 9)::int, (event.score = 10)::int)
    on conflict (campaign, minute, bucket) do update set
        unconfirmed = s.unconfirmed + excluded.unconfirmed,
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
        n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
        n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10;
    return array[event.id];
end
$function$;

-- As record_verdict of one event.
create function record_one_verdict(bucket smallint, events json)
returns table (campaign text, recipient bigint, occasion bigint, written boolean)
language plpgsql as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    event record;
    rated record;
begin
    select * from json_to_recordset($2) as e (
        campaign text, recipient bigint, occasion bigint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, client_class client_class, expected integer,
        counts smallint, aside text, state text, proof text, reason text, settles_at timestamptz,
        answer_id bigint, answer_at timestamptz, answer_client bigint) into event;
    if event.did is not null then
        perform 1 from rating as r
        where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion and r.bucket = $1;
        if not found then
            return;
        end if;
        insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
        values (event.campaign, event.recipient, event.occasion, $1, event.id, event.at, event.did, event.score, event.client,
                event.network, event.flags, event.page, event.mode)
        on conflict do nothing;
        if not found then
            return;
        end if;
    end if;
    update rating as r set
        events = r.events + (event.did is not null)::int,
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        score = case when r.events = event.expected then event.counts else r.score end,
        aside = case when r.events = event.expected then event.aside else r.aside end,
        state = case when r.events = event.expected then event.state else r.state end,
        proof = case when r.events = event.expected then event.proof else r.proof end,
        reason = case when r.events = event.expected then event.reason else r.reason end,
        settles_at = case when r.events = event.expected then event.settles_at else r.settles_at end,
        at = case when r.events = event.expected then event.answer_at else r.at end,
        id = case when r.events = event.expected then event.answer_id else r.id end,
        client = case when r.events = event.expected then event.answer_client else r.client end,
        language = coalesce(event.language, r.language),
        client_class = coalesce(case when r.events = event.expected then event.client_class end, r.client_class),
        changed = change_number
    where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion and r.bucket = $1
    returning r.score, r.aside, r.commented_at, r.was_score, r.was_aside, r.was_comment, r.client_class, r.proof, r.at,
              r.sent_at, coalesce(r.token_sent_at, r.first_at) as wave_at, r.events into rated;
    if not found then
        return;
    end if;
    if rated.commented_at is not null then  -- what a comment is listed by
        update comment as c set score = rated.score, client_class = rated.client_class, proof = rated.proof,
            answered_at = rated.at, sent_at = rated.sent_at, wave_at = rated.wave_at
        where c.campaign = event.campaign and c.recipient = event.recipient and c.occasion = event.occasion and c.bucket = $1
          and (c.score, c.client_class, c.proof, c.answered_at, c.sent_at, c.wave_at)
              is distinct from (rated.score, rated.client_class, rated.proof, rated.at, rated.sent_at, rated.wave_at);
    end if;
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    values (event.campaign, change_number, event.recipient, event.occasion, $1)
    on conflict do nothing;  -- changed before by the same transaction
    if rated.score is distinct from rated.was_score or rated.aside is distinct from rated.was_aside then
        insert into rollup as s (campaign, minute, bucket, comments, unconfirmed, scanned, withdrawn,
                                 n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
        values (event.campaign, date_bin('1 minute', event.at, 'epoch'), $1,
                (rated.score is not null and rated.commented_at is not null)::int - (rated.was_score is not null and rated.was_comment)::int,
                (rated.aside is not distinct from 'unconfirmed')::int - (rated.was_aside is not distinct from 'unconfirmed')::int,
                (rated.aside is not distinct from 'scanned')::int - (rated.was_aside is not distinct from 'scanned')::int,
                (rated.aside is not distinct from 'withdrawn')::int - (rated.was_aside is not distinct from 'withdrawn')::int,
                (rated.score is not distinct from 0)::int - (rated.was_score is not distinct from 0)::int,
                (rated.score is not distinct from 1)::int - (rated.was_score is not distinct from 1)::int,
                (rated.score is not distinct from 2)::int - (rated.was_score is not distinct from 2)::int,
                (rated.score is not distinct from 3)::int - (rated.was_score is not distinct from 3)::int,
                (rated.score is not distinct from 4)::int - (rated.was_score is not distinct from 4)::int,
                (rated.score is not distinct from 5)::int - (rated.was_score is not distinct from 5)::int,
                (rated.score is not distinct from 6)::int - (rated.was_score is not distinct from 6)::int,
                (rated.score is not distinct from 7)::int - (rated.was_score is not distinct from 7)::int,
                (rated.score is not distinct from 8)::int - (rated.was_score is not distinct from 8)::int,
                (rated.score is not distinct from 9)::int - (rated.was_score is not distinct from 9)::int,
                (rated.score is not distinct from 10)::int - (rated.was_score is not distinct from 10)::int)
        on conflict (campaign, minute, bucket) do update set
            comments = s.comments + excluded.comments, unconfirmed = s.unconfirmed + excluded.unconfirmed,
            scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
            n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
            n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
            n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10;
    end if;
    campaign := event.campaign;
    recipient := event.recipient;
    occasion := event.occasion;
    written := rated.events - (event.did is not null)::int = event.expected;
    return next;
end
$function$;

-- What writes a call of many events keeps its text, under a name of its own.
alter function record_visit(smallint, json, timestamptz) rename to record_many_visits;
alter function record_seen(smallint, json) rename to record_many_seen;
alter function record_verdict(smallint, json) rename to record_many_verdicts;

-- Records visits, of a recipient at most one. For each: a row for each row of the recipient's earlier evidence (one row of
-- nulls when there is none) with the rating's state beside it. A visit recorded already changes nothing and returns no
-- row. One that has a slot joins the row of its client and moment; those that find 64 there are not kept.
create function record_visit(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql security definer as $function$
begin
    if json_array_length($2) = 1 then
        return query select * from record_one_visit($1, $2, $3);
    else
        return query select * from record_many_visits($1, $2, $3);
    end if;
end
$function$;

-- Records pages that were seen, and the verdict that each is an answer, where nothing was added to the evidence that it
-- rests on; the ids of those that were.
create function record_seen(bucket smallint, events json) returns bigint[]
language plpgsql security definer as $function$
begin
    if json_array_length($2) = 1 then
        return record_one_seen($1, $2);
    end if;
    return record_many_seen($1, $2);
end
$function$;

-- Writes verdicts, of a recipient at most one, where nothing was added to the evidence that they rest on, with the visit
-- that brought them, if there is one: one row for each whose rating there is, whether it was written.
create function record_verdict(bucket smallint, events json)
returns table (campaign text, recipient bigint, occasion bigint, written boolean)
language plpgsql security definer as $function$
begin
    if json_array_length($2) = 1 then
        return query select * from record_one_verdict($1, $2);
    else
        return query select * from record_many_verdicts($1, $2);
    end if;
end
$function$;

-- As before, statement by statement.
create or replace function forget_comment_topics(campaign text, recipient bigint, occasion bigint, bucket smallint) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    tagged_day date;
begin
    delete from topic_tag as t
    where t.campaign = $1 and t.recipient = $2 and t.occasion = $3 and t.bucket = $4;
    delete from topic_text as t
    where t.campaign = $1 and t.recipient = $2 and t.occasion = $3 and t.bucket = $4
    returning t.day into tagged_day;
    if found then
        insert into topic_stale (campaign, day) select slug, tagged_day from campaign where slug = $1
        on conflict do nothing;
    end if;
end
$function$;

create or replace function record_comment(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                                          at timestamptz, language text, comment text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    spoken constant tsvector := comment_words($7, $8);
    rated record;
begin
    -- Words that change take what was known of them along, at once; the worker looks at the new ones.
    perform 1 from comment as c
    where c.campaign = $1 and c.recipient = $2 and c.occasion = $3 and c.bucket = $4 and c.words is distinct from spoken;
    if found then
        perform forget_comment_topics($1, $2, $3, $4);
    end if;
    update rating as r set
        was_comment = r.commented_at is not null,
        comment = nullif($8, ''),
        commented_at = case when $8 <> '' then $6 end,
        changed = change_number
    where r.campaign = $1 and r.recipient = $2 and r.occasion = $3 and r.bucket = $4 and r.id = $5
    returning r.score, r.commented_at, r.was_comment, r.question, r.choice, r.client_class, r.proof, r.at as answered_at,
              r.sent_at, coalesce(r.token_sent_at, r.first_at) as wave_at into rated;
    if not found then
        return;
    end if;
    if rated.commented_at is not null or rated.was_comment then
        insert into comment (campaign, recipient, occasion, bucket, at, score, language, words,
                             question, choice, client_class, proof, answered_at, sent_at, wave_at)
        values ($1, $2, $3, $4, rated.commented_at, rated.score, coalesce($7, ''), spoken,
                rated.question, rated.choice, rated.client_class, rated.proof, rated.answered_at, rated.sent_at, rated.wave_at)
        -- What the team did with it stands.
        on conflict (campaign, recipient, occasion, bucket) do update set
            at = excluded.at, score = excluded.score, language = excluded.language, words = excluded.words,
            question = excluded.question, choice = excluded.choice, client_class = excluded.client_class,
            proof = excluded.proof, answered_at = excluded.answered_at, sent_at = excluded.sent_at,
            wave_at = excluded.wave_at;
    end if;
    insert into rating_change (campaign, changed, recipient, occasion, bucket) values ($1, change_number, $2, $3, $4)
    on conflict do nothing;  -- changed before by the same transaction
    if rated.score is not null and (rated.commented_at is not null) <> rated.was_comment then
        insert into rollup as s (campaign, minute, bucket, comments)
        values ($1, date_bin('1 minute', $6, 'epoch'), $4, (rated.commented_at is not null)::int - rated.was_comment::int)
        on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments;
    end if;
end
$function$;

create or replace function record_choice(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                                         question integer, choice integer) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
begin
    update rating as r set question = $6, choice = $7, changed = change_number
    where r.campaign = $1 and r.recipient = $2 and r.occasion = $3 and r.bucket = $4 and r.id = $5;
    if not found then
        return;
    end if;
    update comment as c set question = $6, choice = $7
    where c.campaign = $1 and c.recipient = $2 and c.occasion = $3 and c.bucket = $4;
    insert into rating_change (campaign, changed, recipient, occasion, bucket) values ($1, change_number, $2, $3, $4)
    on conflict do nothing;  -- changed before by the same transaction
end
$function$;

create or replace function erase_answer(bucket smallint, campaign text, recipient bigint, occasion bigint,
                                        at timestamptz, id bigint, client bigint) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    change_number constant bigint := current_change();
    burst record;
    rated record;
    later_ids bigint[];
    later_scores smallint[];
    given_tags text[];
    still_given text[];
begin
    delete from visit as v
    where v.campaign = $2 and v.recipient = $3 and v.occasion = $4 and v.bucket = $1 and v.at <= $5 and v.id <> $6
      and (v.first_id is null
           or time_of_id(v.first_id) <= $5 and $5 >= all (select time_of_id(more) from unnest(v.more_ids) as more));
    -- Of a moment that the erasure fell into, what came after it stays.
    for burst in
        select v.at, v.id, v.first_id || v.more_ids as ids, v.score::smallint || v.more_scores as scores from visit as v
        where v.campaign = $2 and v.recipient = $3 and v.occasion = $4 and v.bucket = $1 and v.at <= $5 and v.first_id is not null
          and $5 >= any (select time_of_id(one) from unnest(v.first_id || v.more_ids) as one)
    loop
        select array_agg(one.id order by one.id), array_agg(one.score order by one.id) into later_ids, later_scores
        from unnest(burst.ids, burst.scores) as one (id, score) where time_of_id(one.id) > $5;
        update visit as v set first_id = later_ids[1], score = later_scores[1],
            more_ids = nullif(later_ids[2:], '{}'), more_scores = nullif(later_scores[2:], '{}')
        where v.campaign = $2 and v.recipient = $3 and v.occasion = $4 and v.bucket = $1 and v.at = burst.at and v.id = burst.id;
    end loop;
    delete from overrule as o
    where o.campaign = $2 and o.recipient = $3 and o.occasion = $4 and o.bucket = $1 and o.at <= $5;
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags)
    values ($2, $3, $4, $1, $6, $5, 'erase', $7, 'unknown', '{}')
    on conflict do nothing;
    if found then
        insert into rating as r (campaign, recipient, occasion, bucket, events, first_at, clicked_id, state, proof, reason, at, id)
        values ($2, $3, $4, $1, 1, $5, $6, 'erased', 'none', 'erased', $5, $6)
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
        returning r.changed, r.score, r.aside, r.clicked, r.commented_at, r.was_score, r.was_aside, r.was_clicked, r.was_comment
        into rated;
        if rated.changed is not null then
            insert into rating_change (campaign, changed, recipient, occasion, bucket) values ($2, rated.changed, $3, $4, $1)
            on conflict do nothing;  -- changed before by the same transaction
        end if;
        insert into rollup as s (campaign, minute, bucket, comments, unconfirmed, scanned, withdrawn,
                                 n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                                 c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
        values ($2, date_bin('1 minute', $5, 'epoch'), $1,
                (rated.score is not null and rated.commented_at is not null)::int - (rated.was_score is not null and rated.was_comment)::int,
                (rated.aside is not distinct from 'unconfirmed')::int - (rated.was_aside is not distinct from 'unconfirmed')::int,
                (rated.aside is not distinct from 'scanned')::int - (rated.was_aside is not distinct from 'scanned')::int,
                (rated.aside is not distinct from 'withdrawn')::int - (rated.was_aside is not distinct from 'withdrawn')::int,
                (rated.score is not distinct from 0)::int - (rated.was_score is not distinct from 0)::int,
                (rated.score is not distinct from 1)::int - (rated.was_score is not distinct from 1)::int,
                (rated.score is not distinct from 2)::int - (rated.was_score is not distinct from 2)::int,
                (rated.score is not distinct from 3)::int - (rated.was_score is not distinct from 3)::int,
                (rated.score is not distinct from 4)::int - (rated.was_score is not distinct from 4)::int,
                (rated.score is not distinct from 5)::int - (rated.was_score is not distinct from 5)::int,
                (rated.score is not distinct from 6)::int - (rated.was_score is not distinct from 6)::int,
                (rated.score is not distinct from 7)::int - (rated.was_score is not distinct from 7)::int,
                (rated.score is not distinct from 8)::int - (rated.was_score is not distinct from 8)::int,
                (rated.score is not distinct from 9)::int - (rated.was_score is not distinct from 9)::int,
                (rated.score is not distinct from 10)::int - (rated.was_score is not distinct from 10)::int,
                (rated.clicked is not distinct from 0)::int - (rated.was_clicked is not distinct from 0)::int,
                (rated.clicked is not distinct from 1)::int - (rated.was_clicked is not distinct from 1)::int,
                (rated.clicked is not distinct from 2)::int - (rated.was_clicked is not distinct from 2)::int,
                (rated.clicked is not distinct from 3)::int - (rated.was_clicked is not distinct from 3)::int,
                (rated.clicked is not distinct from 4)::int - (rated.was_clicked is not distinct from 4)::int,
                (rated.clicked is not distinct from 5)::int - (rated.was_clicked is not distinct from 5)::int,
                (rated.clicked is not distinct from 6)::int - (rated.was_clicked is not distinct from 6)::int,
                (rated.clicked is not distinct from 7)::int - (rated.was_clicked is not distinct from 7)::int,
                (rated.clicked is not distinct from 8)::int - (rated.was_clicked is not distinct from 8)::int,
                (rated.clicked is not distinct from 9)::int - (rated.was_clicked is not distinct from 9)::int,
                (rated.clicked is not distinct from 10)::int - (rated.was_clicked is not distinct from 10)::int)
        on conflict (campaign, minute, bucket) do update set
            comments = s.comments + excluded.comments, unconfirmed = s.unconfirmed + excluded.unconfirmed,
            scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
            n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
            n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
            n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10,
            c0 = s.c0 + excluded.c0, c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
            c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
            c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10;
    end if;

    select c.tags into given_tags from comment as c
    where c.campaign = $2 and c.recipient = $3 and c.occasion = $4 and c.bucket = $1;
    delete from comment as c
    where c.campaign = $2 and c.recipient = $3 and c.occasion = $4 and c.bucket = $1 and (c.at is null or c.at <= $5);
    update comment as c set status = 'open', starred = false, tags = '{}', note = '', handler = null, handled_at = null
    where c.campaign = $2 and c.recipient = $3 and c.occasion = $4 and c.bucket = $1 and c.at > $5 and c.handled_at <= $5;
    delete from comment_change as c
    where c.campaign = $2 and c.recipient = $3 and c.occasion = $4 and c.bucket = $1 and c.at <= $5;
    update rating as r set was_comment = true, comment = null, commented_at = null, changed = change_number
    where r.campaign = $2 and r.recipient = $3 and r.occasion = $4 and r.bucket = $1 and r.commented_at <= $5
    returning r.score into rated;
    if found then
        insert into rating_change (campaign, changed, recipient, occasion, bucket) values ($2, change_number, $3, $4, $1)
        on conflict do nothing;  -- changed before by the same transaction
        if rated.score is not null then
            insert into rollup as s (campaign, minute, bucket, comments) values ($2, date_bin('1 minute', $5, 'epoch'), $1, -1)
            on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments;
        end if;
    end if;
    if given_tags <> '{}' then
        still_given := array(select unnest(c.tags) from comment as c where c.tags <> '{}' and c.tags && given_tags);
        delete from tag where name = any (given_tags) and name <> all (still_given);
    end if;
    -- What it was before its last change is what the sums are counted by, and of no use once they are.
    update rating as r set was_score = null, was_aside = null, was_clicked = null, was_comment = null
    where r.campaign = $2 and r.recipient = $3 and r.occasion = $4 and r.bucket = $1 and r.state = 'erased';
    insert into erasure as kept (recipient, campaign, occasion, at) values ($3, $2, $4, $5)
    on conflict (recipient, campaign, occasion) do update set at = greatest(kept.at, excluded.at);
end
$function$;

do $$
declare
    written regprocedure;
begin
    foreach written in array array[
        'record_visit(smallint, json, timestamptz)', 'record_seen(smallint, json)', 'record_verdict(smallint, json)',
        'forget_comment_topics(text, bigint, bigint, smallint)',
        'record_comment(text, bigint, bigint, smallint, bigint, timestamptz, text, text)',
        'record_choice(text, bigint, bigint, smallint, bigint, integer, integer)',
        'erase_answer(smallint, text, bigint, bigint, timestamptz, bigint, bigint)']::regprocedure[]
    loop
        execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', written, current_schema());
    end loop;
end
$$;
revoke all on function record_visit, record_seen, record_verdict, record_one_visit, record_one_seen, record_one_verdict,
    record_many_visits, record_many_seen, record_many_verdicts from public, feedback_collector;
grant execute on function record_visit, record_seen, record_verdict to feedback_collector;
