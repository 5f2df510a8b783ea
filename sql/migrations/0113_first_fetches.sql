-- Records visits, of a recipient at most one. For each: a row for each row of the recipient's earlier evidence (one row
-- of nulls when there is none) with the rating's state beside it. A visit recorded already changes nothing and returns
-- no row. One that has a slot joins the row of its client and moment; those that find 64 there are not kept.
--
-- Evidence is looked for only where there was some: a statement that reads all days of it takes a third of the
-- processor time of a first fetch, and most fetches are the first. So it is read after the visit is written, which it
-- leaves out. Scores are counted from one array of them, not by a sum for each of the eleven.
create or replace function record_visit(bucket smallint, events json, since timestamptz)
returns table (event_id bigint, events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind,
               reason text, standing_id bigint, standing_at timestamptz, standing_client bigint,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    own_row bigint;
    own_campaign text;
    own_recipient bigint;
    own_occasion bigint;
    own_bucket smallint;
begin
    for event_id, events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at, standing_client,
        own_row, own_campaign, own_recipient, own_occasion, own_bucket
    in
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
                select rated.campaign, date_bin('1 minute', event.at, 'epoch') as minute, sum((events = 1)::int) as fresh,
                       array_agg(clicked::smallint) as now, array_agg(was_clicked::smallint) as before
                from rated join event using (campaign, recipient, occasion)
                where events = 1 or clicked is distinct from was_clicked
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
               rated.at, rated.client, row_id, campaign, recipient, occasion, rated.bucket
        from rated join event using (campaign, recipient, occasion)
    loop
        if events_there > 1 then
            return query
            select event_id, events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at,
                   standing_client, v.id, v.at, v.did, v.score, v.client, v.network, v.flags, v.page, v.mode, v.first_id,
                   case when v.id = own_row then nullif(trim_array(v.more_ids, 1), '{}') else v.more_ids end,
                   case when v.id = own_row then nullif(trim_array(v.more_scores, 1), '{}') else v.more_scores end
            from visit as v
            where v.campaign = own_campaign and v.recipient = own_recipient and v.occasion = own_occasion
              and v.bucket = own_bucket and v.at >= $3 and (v.id <> own_row or v.first_id <> event_id);
            continue when found;
        end if;
        return next;
    end loop;
end
$function$;

-- As before, but for the way its scores are counted.
create or replace function record_seen(bucket smallint, events json) returns bigint[]
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

do $$
declare
    name text;
begin
    foreach name in array array['record_visit', 'record_seen'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
    end loop;
end
$$;
