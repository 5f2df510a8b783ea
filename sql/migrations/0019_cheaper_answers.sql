-- What a value may be stands in its type: Postgres prepares a type's check once a session, a table's own checks
-- again for each statement, which was a quarter of what a click cost it.
create domain score as smallint check (value between 1 and 10);
create domain visit_kind as text check (value in ('head', 'get', 'prefetch', 'seen', 'press', 'bare', 'erase'));
create domain page_mode as text check (value in ('confirm', 'ask', 'again', 'saved', 'erase'));
create domain aside_kind as text check (value in ('unconfirmed', 'scanned', 'withdrawn'));
create domain rating_state as text
    check (value in ('unconfirmed', 'settling', 'counted', 'withdrawn', 'overruled', 'erased'));
create domain proof_kind as text check (value in ('none', 'seen', 'pressed', 'pressed twice'));
create domain comment_text as text check (length(value) <= 2000);

alter table visit
    drop constraint visit_did_check, drop constraint visit_score_check, drop constraint visit_mode_check,
    alter did type visit_kind, alter score type score, alter mode type page_mode;

-- No index knows what a confirmation changes, so that it writes to none: only the new row, beside the old
-- one. What followed "changed" follows the log below. The list by time has
-- a collation of its own: while the table is new and without statistics, any index that a rating's campaign
-- leads into looks as good as its key, and a statement that was planned then would read the whole campaign.
drop index rating_changed;
drop index rating_comments;
drop index rating_first;

alter table rating
    drop constraint rating_clicked_check, drop constraint rating_score_check, drop constraint rating_aside_check,
    drop constraint rating_state_check, drop constraint rating_proof_check, drop constraint rating_comment_check,
    alter clicked type score, alter score type score, alter aside type aside_kind,
    alter state type rating_state, alter proof type proof_kind, alter comment type comment_text;

create index rating_first on rating (campaign collate "C", first_at desc, recipient, occasion);

-- One row for each time an answer changed: which, and the number of the transaction that did it. All but the one
-- that stands in the rating are of the past, and are passed over.
create table rating_change (
    campaign  text     not null,
    changed   bigint   not null,
    recipient bigint   not null,
    occasion  bigint   not null,
    bucket    smallint not null,
    primary key (campaign, changed, recipient, occasion, bucket)
);
grant insert on rating_change to feedback_collector;
grant select (changed) on rating to feedback_collector;

insert into rating_change
select campaign, changed, recipient, occasion, bucket from rating where changed is not null;
