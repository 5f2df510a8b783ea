-- What the collector's role may do, as narrow as its statements are: columns where it writes itself, functions with their
-- owner's rights where a right would let it read comments, list keys or take something away. docs/security.md tells it.

-- The day's key for hashing clients; whoever asks first makes it.
create function share_client_key(day date, key bytea) returns bytea
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    shared bytea;
begin
    with made as (
        insert into client_key (day, key) values ($1, $2) on conflict do nothing returning key
    )
    select key from made union all select key from client_key where day = $1 limit 1 into shared;
    return shared;
end
$function$;

-- A rating's comment is now this one; an empty one removes it. It must be the rating that this answer made, so that a
-- comment never stands beside somebody else's score.
create function record_comment(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                               at timestamptz, language text, comment text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    done bigint;
begin
    with rated as (
        update rating set
            was_comment = commented_at is not null,
            comment = nullif($8, ''),
            commented_at = case when $8 <> '' then $6 end,
            changed = current_change()
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and id = $5
        returning campaign, recipient, occasion, bucket, changed, score, commented_at, was_comment
    ), found as (
        insert into comment (campaign, recipient, occasion, bucket, at, score, language, words)
        select campaign, recipient, occasion, bucket, commented_at, score, coalesce($7, ''),
               comment_words($7, $8)
        from rated
        where commented_at is not null or was_comment
        -- What the team did with it stands. "excluded" cannot be used: it would need the right to read words.
        on conflict (campaign, recipient, occasion, bucket) do update set
            at = case when $8 <> '' then $6::timestamptz end,
            score = excluded.score,
            language = coalesce($7, ''),
            words = comment_words($7, $8)
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

-- A rating's recipient chose this. It must be the rating that this answer made, as above.
create function record_choice(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                              question integer, choice integer) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    done bigint;
begin
    with rated as (
        update rating set question = $6, choice = $7, changed = current_change()
        where campaign = $1 and recipient = $2 and occasion = $3
          and bucket = $4 and id = $5
        returning campaign, recipient, occasion, bucket, changed
    ), logged as (
        insert into rating_change (campaign, changed, recipient, occasion, bucket)
        select campaign, changed, recipient, occasion, bucket from rated
        on conflict do nothing  -- changed before by the same transaction
    )
    select count(*) from rated into done;
end
$function$;

do $$
declare
    name text;
begin
    foreach name in array array['share_client_key', 'record_comment', 'record_choice'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
        execute format('revoke all on function %I from public', name);
        execute format('grant execute on function %I to feedback_collector', name);
    end loop;
end
$$;

revoke all on client_key, comment, comment_change, rating, rollup from feedback_collector;
grant select (campaign, recipient, occasion, bucket, score), update (score) on comment to feedback_collector;
grant select (campaign, recipient, occasion, bucket,
    events, first_at, sent_at, token_sent_at, was_score, was_aside, was_clicked, was_comment, clicked, clicked_id, score,
    aside, state, proof, reason, settles_at, at, id, client, language, client_class, changed,
    commented_at) on rating to feedback_collector;
grant insert (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, aside,
    state, proof, reason, at, id, language, sent_at, token_sent_at) on rating to feedback_collector;
grant update (events, first_at, sent_at, token_sent_at, was_score, was_aside, was_clicked, was_comment, clicked, clicked_id, score,
    aside, state, proof, reason, settles_at, at, id, client, language, client_class, changed) on rating to feedback_collector;
grant select, insert on rollup to feedback_collector;
grant update (n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, unconfirmed,
    scanned, withdrawn, comments) on rollup to feedback_collector;
