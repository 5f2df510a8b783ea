-- What stands beside a comment and comments are found by: the follow-up answer that was chosen, what was clicked with, by
-- which proof the answer counts, when it was given, when its mail was sent, and the moment that says of which wave it is. All are the
-- rating's; they stand here so that the few of a hundred thousand comments are found by an index, and no click
-- writes to one more than before. None of these indexes can be taken for a comment's key: they hold listed ones only.
alter table comment
    add column question smallint, add column choice smallint, add column client_class client_class,
    add column proof proof_kind, add column answered_at timestamptz, add column sent_at timestamptz,
    add column wave_at timestamptz;

update comment set
    question = rating.question, choice = rating.choice, client_class = rating.client_class, proof = rating.proof,
    answered_at = rating.at, sent_at = rating.sent_at, wave_at = coalesce(rating.token_sent_at, rating.first_at)
from rating
where rating.campaign = comment.campaign and rating.recipient = comment.recipient and rating.occasion = comment.occasion
  and rating.bucket = comment.bucket;

create index comment_choice on comment (campaign, question, choice)
    where at is not null and score is not null and question is not null;
create index comment_client on comment (campaign, client_class) where at is not null and score is not null;
create index comment_proof on comment (campaign, proof) where at is not null and score is not null;
create index comment_wave on comment (campaign, wave_at) where at is not null and score is not null;

-- Who has an attribute is found by it, where they are few.
create index recipient_attributes on recipient using gin (attributes jsonb_path_ops);
create index occasion_attributes on occasion_attribute using gin (attributes jsonb_path_ops);

grant select (client_class, proof, answered_at, sent_at, wave_at), update (client_class, proof, answered_at, sent_at, wave_at)
    on comment to feedback_collector;

-- As before, and what stands beside the comment is kept with it.
create or replace function record_comment(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                               at timestamptz, language text, comment text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    done bigint;
begin
    with rated as (
        update rating as r set
            was_comment = r.commented_at is not null,
            comment = nullif($8, ''),
            commented_at = case when $8 <> '' then $6 end,
            changed = current_change()
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
    done bigint;
begin
    with rated as (
        update rating set question = $6, choice = $7, changed = current_change()
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

-- To replace a function takes these away.
do $$
declare
    name text;
begin
    foreach name in array array['record_comment', 'record_choice'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
    end loop;
end
$$;
