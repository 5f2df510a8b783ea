-- No table that grows has a trigger or a foreign key, so that it can be distributed: what takes a comment away or rewrites
-- it says so itself. An erasure is noted in a small table, and takes the topics along there, as it does cases and messages.
drop trigger comment_deleted on comment;
drop trigger comment_edited on comment;
drop function forget_topics();
alter table topic_correction drop constraint topic_correction_topic_fkey;

-- What is known of the words of one comment is gone, but for what somebody of the team corrected; its day is counted anew.
create function forget_comment_topics(campaign text, recipient bigint, occasion bigint, bucket smallint) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    delete from topic_tag as t
    where t.campaign = $1 and t.recipient = $2 and t.occasion = $3 and t.bucket = $4;
    with gone as (
        delete from topic_text as t
        where t.campaign = $1 and t.recipient = $2 and t.occasion = $3 and t.bucket = $4
        returning t.campaign, t.day
    )
    insert into topic_stale (campaign, day)
    select gone.campaign, gone.day from gone join campaign as c on c.slug = gone.campaign
    on conflict do nothing;
end
$function$;

-- After an erasure: what is known of comments that are no longer there, in the one campaign, or in all of them.
create function erase_topics() returns trigger
language plpgsql security definer as $function$
declare
    part constant smallint := new.recipient & 31;
begin
    delete from topic_correction as t
    where t.recipient = new.recipient and t.bucket = part
      and t.campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or t.occasion = new.occasion)
      and not exists (select from comment as c where c.campaign = t.campaign and c.recipient = t.recipient
                      and c.occasion = t.occasion and c.bucket = t.bucket);
    perform forget_comment_topics(t.campaign, t.recipient, t.occasion, t.bucket)
    from topic_text as t
    where t.recipient = new.recipient and t.bucket = part
      and t.campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or t.occasion = new.occasion)
      and not exists (select from comment as c where c.campaign = t.campaign and c.recipient = t.recipient
                      and c.occasion = t.occasion and c.bucket = t.bucket);
    return null;
end
$function$;
create trigger erase_topics after insert or update on erasure for each row execute function erase_topics();

create or replace function record_comment(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                               at timestamptz, language text, comment text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
declare
    done bigint;
begin
    -- Words that change take what was known of them along, at once; the worker looks at the new ones.
    if exists (select from comment as c where c.campaign = $1 and c.recipient = $2 and c.occasion = $3 and c.bucket = $4
               and c.words is distinct from comment_words($7, $8)) then
        perform forget_comment_topics($1, $2, $3, $4);
    end if;
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

do $$
declare
    name text;
begin
    foreach name in array array['forget_comment_topics', 'erase_topics', 'record_comment'] loop
        execute format('alter function %I set search_path = pg_catalog, %I, pg_temp', name, current_schema());
        execute format('revoke all on function %I from public', name);
    end loop;
end
$$;
