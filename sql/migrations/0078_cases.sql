-- A case is an answer that needs somebody. What the team does with an answer stands in one row of "comment", whether it
-- has words or not: "at" is null where there are none. It is a case since "opened_at" is set, by the rule of that name;
-- "answer" is the id of the rating that it was judged by last. The queue counts its age from "waiting_since", which a
-- changed answer sets anew. How soon somebody reacted is measured from "opened_at".
alter table comment
    add column opened_at     timestamptz,
    add column rule          text check (rule <> ''),
    add column answer        bigint,
    add column waiting_since timestamptz,
    add column reacted_at    timestamptz,
    add column reacted_by    text,
    add column snoozed_until timestamptz,
    add column closed_at     timestamptz,
    add column reason        text check (reason in ('solved', 'answered', 'unreachable', 'nothing to do', 'not ours'));

create index case_oldest on comment (waiting_since, campaign, recipient, occasion)
    where opened_at is not null and score is not null and status = 'open';
create index case_lowest on comment (score, waiting_since, campaign, recipient, occasion)
    where opened_at is not null and score is not null and status = 'open';
create index case_opened on comment (opened_at, campaign, recipient, occasion) where opened_at is not null;

-- "answer" is the recipient's change of their answer, to the score that the value says.
alter table comment_change
    drop constraint comment_change_field_check,
    add constraint comment_change_field_check check (
        field in ('status', 'starred', 'tag', 'untag', 'note', 'handler', 'reason', 'snooze', 'case', 'answer'));

-- What opens cases: all conditions of a rule that are not null hold, and one rule is enough.
create table case_rule (
    id         bigint      primary key,
    name       text        not null unique check (name <> '' and length(name) <= 60),
    campaign   text        references campaign (slug) on delete cascade,
    touchpoint text        check (touchpoint <> ''),
    score_to   smallint    check (score_to between 0 and 10),  -- scores up to this one
    question   smallint,                                       -- chose "choice" of this follow-up question
    choice     smallint,
    second_low boolean     not null default false,             -- another answer of the person's is as low
    account    text        not null,
    made_at    timestamptz not null,
    check (score_to is not null or question is not null),
    check ((question is null) = (choice is null)),
    check (question is null or campaign is not null),
    check (not second_low or score_to is not null)
);
insert into case_rule (id, name, score_to, account, made_at)
values (1, 'Unhappy', 6, 'command line', now());

-- Up to which change of a campaign's answers it was looked for cases.
create table case_look (
    campaign text   primary key references campaign (slug) on delete cascade,
    changed  bigint not null
);

-- Answers that would open a case, or change one, and have not settled yet: when to look at them again.
create table case_due (
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    bucket    smallint    not null,
    due_at    timestamptz not null,
    primary key (campaign, recipient, occasion, bucket)
);
create index case_due_at on case_due (due_at);

-- What became of cases, for those who follow them: numbered by transactions as answers' changes are. It holds no words.
create table case_event (
    changed   bigint      not null default current_change(),
    id        bigint      not null,
    bucket    smallint    not null,
    at        timestamptz not null,
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    did       text        not null check (did in ('opened', 'reopened', 'changed', 'withdrawn', 'closed', 'erased')),
    answer    bigint,  -- the id of the rating that it is about
    score     smallint,
    rule      text,
    primary key (changed, id, bucket)
);
create index case_event_of_answer on case_event (recipient, campaign, occasion);
create index case_event_at on case_event (at);

-- Every way to erase leaves a row in "erasure" in its own transaction: what hangs on an answer here goes with it. The row of
-- "comment" is deleted by whoever erases; where it stays, since it was written to again later, it is no case any more.
create function forget_cases() returns trigger
language plpgsql security definer as $function$
declare
    erased_to constant bigint := (extract(epoch from new.at) * 1000000)::bigint << 11 | 2047;  -- ids carry their time
begin
    delete from case_due
    where recipient = new.recipient and bucket = new.recipient & 31
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    with gone as (
        delete from case_event
        where recipient = new.recipient and (new.campaign = '' or campaign = new.campaign and occasion = new.occasion)
          and coalesce(answer, 0) <= erased_to
        returning campaign, recipient, occasion, bucket, id
    )
    insert into case_event (id, bucket, at, campaign, recipient, occasion, did)
    select max(id), bucket, new.at, campaign, recipient, occasion, 'erased' from gone
    group by campaign, recipient, occasion, bucket;
    update comment set opened_at = null, rule = null, answer = null, waiting_since = null, reacted_at = null,
        reacted_by = null, snoozed_until = null, closed_at = null, reason = null
    where recipient = new.recipient and bucket = new.recipient & 31 and opened_at is not null and coalesce(answer, 0) <= erased_to
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    return null;
end
$function$;
do $$
begin
    execute format('alter function forget_cases set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function forget_cases from public;
create trigger forget_cases after insert or update on erasure for each row execute function forget_cases();

-- Comments on low scores were what a team worked through until now: they are cases, with what was done to them.
update comment set
    opened_at = comment.at, waiting_since = comment.at, rule = 'Unhappy',
    answer = (select id from rating where rating.campaign = comment.campaign and rating.recipient = comment.recipient
              and rating.occasion = comment.occasion and rating.bucket = comment.bucket),
    reacted_at = first.at, reacted_by = first.account, closed_at = case when comment.status = 'closed' then comment.handled_at end
from comment as same
left join lateral (
    select change.at, change.account from comment_change as change
    where change.campaign = same.campaign and change.recipient = same.recipient
      and change.occasion = same.occasion and change.bucket = same.bucket
    order by id limit 1
) as first on true
where same.campaign = comment.campaign and same.recipient = comment.recipient and same.occasion = comment.occasion
  and same.bucket = comment.bucket and comment.at is not null and comment.score <= 6;
