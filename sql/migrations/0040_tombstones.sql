-- Recipients' own erasures leave a mark as the team's do, of one answer: a web host's disk that was cut off for longer
-- than evidence is kept must not bring it back. Without a campaign it is of all that a recipient answered.
alter table erasure
    add column campaign text   not null default '',
    add column occasion bigint not null default 0,
    drop constraint erasure_pkey,
    add primary key (recipient, campaign, occasion);

-- Erases one answer up to a time: the evidence, what the team decided, the comment with what the team did with it,
-- tags that no other comment has. Only a press can make a new answer; what was answered after that time stands: an
-- erasure may have waited while the database was away. The empty rating stays, so that nothing that arrives late brings
-- the old one back. With its owner's rights, since who calls it may neither read a comment nor delete anything.
create function erase_answer(campaign text, recipient bigint, occasion bigint, bucket smallint,
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
begin
    execute format('alter function erase_answer set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function erase_answer from public;
grant execute on function erase_answer to feedback_collector;
revoke delete on visit, overrule, comment, comment_change from feedback_collector;
revoke select on comment_change from feedback_collector;

-- Searches and tags may be somebody's name: the trail says that they were given, and no longer which.
update audit set detail = jsonb_set(detail, '{view}', to_jsonb(
    regexp_replace(detail ->> 'view', '(^|&)(search|tag|attribute)=[^&]*', '\1\2=%2A', 'g')))
where did = 'comments exported' and detail ? 'view';
delete from tag
where not exists (select from comment where tags <> '{}' and tags @> array[name]);

-- The planner's statistics hold samples of what stands in a column. None are taken where no query asks by it.
do $$
declare
    free record;
begin
    for free in select * from (values ('rating', 'comment'), ('comment', 'note'), ('comment_change', 'value'),
        ('overrule', 'note'), ('recipient', 'reference'), ('recipient', 'attributes'),
        ('occasion_attribute', 'reference'), ('occasion_attribute', 'attributes')) as f (relation, name)
    loop
        execute format('alter table %I alter column %I set statistics 0', free.relation, free.name);
        if current_setting('server_version_num')::int >= 180000 then
            perform pg_clear_attribute_stats(current_schema(), free.relation, free.name, false);
        end if;
    end loop;
end
$$;
