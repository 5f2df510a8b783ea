-- A staff decision may also be to go back to the rules ("lifted"). before_ is the answer that stood before the
-- first one: it comes back even when the evidence behind it is past its retention and gone.
alter table overrule
    add column lifted       boolean not null default false,
    add column before_id    bigint,
    add column before_at    timestamptz,
    add column before_score smallint,
    add column before_proof text,
    add check (length(note) <= 500),
    add check (not lifted or score is null);

-- The team's decisions in a campaign, newest first.
create index overrule_latest on overrule (campaign, at desc);

-- Lists by time, of what is set aside among others. first_at never changes in order, so this costs a click
-- nothing but a row at the index's end for a recipient's first one.
create index rating_first on rating (campaign, first_at desc, recipient, occasion);

-- What is decided the collector must judge by; why and by whom it cannot read. Who erases their answer
-- erases what was decided about it.
grant select (campaign, recipient, occasion, bucket, at, score, lifted), delete on overrule to feedback_collector;
