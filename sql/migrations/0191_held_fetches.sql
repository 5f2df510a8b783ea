-- What records a visit takes later fetches of the same row of evidence along: an event may have the ids and scores of those
-- in more_ids and more_scores, in the order of their ids, all of whose scores are there. They leave what they would have left
-- one by one, by one change of each row; those that 64 have no room for are not kept. One that was recorded already changes
-- nothing, with all that it takes along: they are sent together each time, or each by itself.
create or replace function record_one_visit(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql as $function$
#variable_conflict use_column
declare
    event record;
    together integer;  -- how many fetches this is
    clicks smallint;
    now_clicked smallint;
    was smallint;
begin
    select *, coalesce(slot, id) as row_id, coalesce(moment, at) as row_at from json_to_recordset($2) as e (
        campaign text, recipient bigint, occasion bigint, id bigint, at timestamptz,
        did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
        language text, sent_at timestamptz, token_sent_at timestamptz, slot bigint, moment timestamptz, more_ids bigint[], more_scores smallint[]) into event;
    insert into visit as v (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode, first_id,
                            more_ids, more_scores)
    values (event.campaign, event.recipient, event.occasion, $1, event.row_id, event.row_at, event.did, event.score, event.client,
            event.network, event.flags, event.page, event.mode, case when event.slot is not null then event.id end,
            event.more_ids, event.more_scores)
    on conflict (at, recipient, id, bucket) do update set
        more_ids = v.more_ids || excluded.first_id || excluded.more_ids,
        more_scores = v.more_scores || excluded.score::smallint || excluded.more_scores
    where excluded.first_id <> v.first_id and not excluded.first_id = any (coalesce(v.more_ids, '{}'))
      and coalesce(cardinality(v.more_ids), 0) + coalesce(cardinality(excluded.more_ids), 0) < 63;
    if not found then
        return;
    end if;
    together := 1 + coalesce(cardinality(event.more_ids), 0);
    clicks := case when event.did in ('get', 'bare') then coalesce(event.more_scores[together - 1], event.score) end;
    insert into rating as r (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside, state, proof,
                             reason, at, id, language, sent_at, token_sent_at)
    values (event.campaign, event.recipient, event.occasion, $1, together, event.at, clicks,
            case when clicks is null then 0 else coalesce(event.more_ids[together - 1], event.id) end, 'unconfirmed', 'unconfirmed', 'none',
            'unopened', event.at, event.id, event.language, event.sent_at, event.token_sent_at)
    on conflict (campaign, recipient, occasion, bucket) do update set
        events = r.events + excluded.events,
        first_at = least(r.first_at, excluded.first_at), sent_at = coalesce(r.sent_at, excluded.sent_at),
        token_sent_at = coalesce(r.token_sent_at, excluded.token_sent_at),
        was_score = r.score, was_aside = r.aside, was_clicked = r.clicked,
        was_comment = r.commented_at is not null,
        clicked = case when excluded.clicked_id > r.clicked_id then excluded.clicked else r.clicked end,
        clicked_id = greatest(excluded.clicked_id, r.clicked_id)
    returning events, first_at, score, state, proof, reason, id, at, client, clicked, was_clicked
    into events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at, standing_client, now_clicked, was;
    event_id := event.id;
    if events_there = together or now_clicked is distinct from was then
        insert into rollup as s (campaign, minute, bucket, unconfirmed, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
        values (event.campaign, date_bin('1 minute', event.at, 'epoch'), $1, (events_there = together)::int,
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
               case when v.id = event.row_id then nullif(trim_array(v.more_ids, together), '{}') else v.more_ids end,
               case when v.id = event.row_id then nullif(trim_array(v.more_scores, together), '{}') else v.more_scores end
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

-- Called by record_visit alone, whose rights and path of schemas it has.
create or replace function record_many_visits(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql as $function$
#variable_conflict use_column
declare
    own_row bigint;
    own_campaign text;
    own_recipient bigint;
    own_occasion bigint;
    own_bucket smallint;
    own_together integer;
begin
    for event_id, events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at, standing_client,
        own_row, own_campaign, own_recipient, own_occasion, own_bucket, own_together
    in
        with event as materialized (
            select *, coalesce(slot, id) as row_id, coalesce(moment, at) as row_at, 1 + coalesce(cardinality(more_ids), 0) as together,
                   coalesce(more_ids[cardinality(more_ids)], id) as last_id, coalesce(more_scores[cardinality(more_scores)], score) as last_score
            from json_to_recordset($2) as e (
                campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
                did text, score smallint, client bigint, network text, flags text[], page bigint, mode text,
                language text, sent_at timestamptz, token_sent_at timestamptz, slot bigint, moment timestamptz, more_ids bigint[], more_scores smallint[])
            limit (select null::bigint)  -- none; but the planner now counts on ten rows, and looks up each
        ), visited as (
            insert into visit as v (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode,
                                    first_id, more_ids, more_scores)
            select campaign, recipient, occasion, bucket, row_id, row_at, did, score, client, network, flags, page, mode,
                   case when slot is not null then id end, more_ids, more_scores
            from event
            order by campaign, recipient, occasion  -- all sessions lock in one order
            on conflict (at, recipient, id, bucket) do update set
                more_ids = v.more_ids || excluded.first_id || excluded.more_ids,
                more_scores = v.more_scores || excluded.score::smallint || excluded.more_scores
            where excluded.first_id <> v.first_id and not excluded.first_id = any (coalesce(v.more_ids, '{}'))
              and coalesce(cardinality(v.more_ids), 0) + coalesce(cardinality(excluded.more_ids), 0) < 63
            returning recipient as whose, id
        ), rated as (
            insert into rating as r (
                campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside, state, proof,
                reason, at, id, language, sent_at, token_sent_at)
            select campaign, recipient, occasion, bucket, together, at,
                   case when did in ('get', 'bare') then last_score end,
                   case when did in ('get', 'bare') and last_score is not null then last_id else 0 end, 'unconfirmed', 'unconfirmed', 'none',
                   'unopened', at, event.id, language, sent_at, token_sent_at
            from event join visited on visited.id = row_id and whose = recipient
            order by campaign, recipient, occasion  -- all sessions lock in one order
            on conflict (campaign, recipient, occasion, bucket) do update set
                events = r.events + excluded.events,
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
            select campaign, minute, $1, fresh,
                   cardinality(array_positions(now, 0::smallint)) - cardinality(array_positions(before, 0::smallint)),
                   cardinality(array_positions(now, 1::smallint)) - cardinality(array_positions(before, 1::smallint)),
                   cardinality(array_positions(now, 2::smallint)) - cardinality(array_positions(before, 2::smallint)),
                   cardinality(array_positions(now, 3::smallint)) - cardinality(array_positions(before, 3::smallint)),
                   cardinality(array_positions(now, 4::smallint)) - cardinality(array_positions(before, 4::smallint)),
                   cardinality(array_positions(now, 5::smallint)) - cardinality(array_positions(before, 5::smallint)),
                   cardinality(array_positions(now, 6::smallint)) - cardinality(array_positions(before, 6::smallint)),
                   cardinality(array_positions(now, 7::smallint)) - cardinality(array_positions(before, 7::smallint)),
                   cardinality(array_positions(now, 8::smallint)) - cardinality(array_positions(before, 8::smallint)),
                   cardinality(array_positions(now, 9::smallint)) - cardinality(array_positions(before, 9::smallint)),
                   cardinality(array_positions(now, 10::smallint)) - cardinality(array_positions(before, 10::smallint))
            from (
                select rated.campaign, date_bin('1 minute', event.at, 'epoch') as minute, sum((events = together)::int) as fresh,
                       array_agg(clicked::smallint) as now, array_agg(was_clicked::smallint) as before
                from rated join event using (campaign, recipient, occasion)
                where events = together or clicked is distinct from was_clicked
                group by rated.campaign, minute
                order by rated.campaign, minute
            ) as moved
            on conflict (campaign, minute, bucket) do update set
                unconfirmed = s.unconfirmed + excluded.unconfirmed,
                c0 = s.c0 + excluded.c0, c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
                c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
                c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10
        )
        select event.id, rated.events, rated.first_at, rated.score, rated.state, rated.proof, rated.reason, rated.id,
               rated.at, rated.client, row_id, campaign, recipient, occasion, rated.bucket, together
        from rated join event using (campaign, recipient, occasion)
    loop
        if events_there > 1 then
            return query
            select event_id, events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at,
                   standing_client, v.id, v.at, v.did, v.score, v.client, v.network, v.flags, v.page, v.mode, v.first_id,
                   case when v.id = own_row then nullif(trim_array(v.more_ids, own_together), '{}') else v.more_ids end,
                   case when v.id = own_row then nullif(trim_array(v.more_scores, own_together), '{}') else v.more_scores end
            from visit as v
            where v.campaign = own_campaign and v.recipient = own_recipient and v.occasion = own_occasion
              and v.bucket = own_bucket and v.at >= $3 and (v.id <> own_row or v.first_id <> event_id);
            continue when found;
        end if;
        return next;
    end loop;
end
$function$;
