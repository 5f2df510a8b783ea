-- The tables that grow. Every key contains the bucket, a stable function of the recipient, so that
-- they can be distributed by it; ids are made by the application and ordered by time; nothing here
-- has a foreign key, a trigger or a sequence.

-- Evidence: one row for everything that fetched or answered a button's address. Never updated.
create table visit (
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    bucket    smallint    not null,
    id        bigint      not null,
    at        timestamptz not null,
    did       text        not null check (did in ('head', 'get', 'prefetch', 'seen', 'press', 'bare', 'erase')),
    score     smallint    check (score between 1 and 10),
    page      bigint,
    mode      text        check (mode in ('confirm', 'ask', 'again', 'saved', 'erase')),
    client    bigint      not null,
    network   text        not null,
    flags     text[]      not null,
    primary key (campaign, recipient, occasion, at, id, bucket)
) partition by range (at);

-- Catches what falls outside the partitions made ahead; normally empty.
create table visit_other partition of visit default;

-- One row per recipient and occasion: what counts now, and the was_ columns with what counted before
-- the last change, from which the rollup takes its difference in the same statement. "events" counts
-- the evidence behind the row; a verdict is only written while it is still the one that was judged.
-- clicked_id is the visit of the last click, or the last erasure's, or 0.
create table rating (
    campaign     text        not null,
    recipient    bigint      not null,
    occasion     bigint      not null,
    bucket       smallint    not null,
    events       integer     not null,
    first_at     timestamptz not null,
    clicked      smallint    check (clicked between 1 and 10),
    clicked_id   bigint      not null,
    score        smallint    check (score between 1 and 10),
    aside        text        check (aside in ('unconfirmed', 'scanned', 'withdrawn')),
    state        text        not null
        check (state in ('unconfirmed', 'settling', 'counted', 'withdrawn', 'overruled', 'erased')),
    proof        text        not null check (proof in ('none', 'seen', 'pressed', 'pressed twice')),
    reason       text        not null,
    at           timestamptz not null,
    id           bigint      not null,
    settles_at   timestamptz,
    client       bigint,
    language     text,
    comment      text        check (length(comment) <= 2000),
    commented_at timestamptz,
    was_score    smallint,
    was_aside    text,
    was_clicked  smallint,
    was_comment  boolean,
    primary key (campaign, recipient, occasion, bucket),
    check (score is null or aside is null)
) with (fillfactor = 70);

create index rating_comments on rating (campaign, commented_at desc, recipient, occasion)
    where comment is not null;

-- Changes of what counts, by campaign, minute and bucket: n1 … n10 counted ratings, c1 … c10 what the
-- last click would have counted, and how many are set aside. A rating that goes from 7 to 9 is
-- n7 - 1, n9 + 1 in the minute it does so; the sum over all minutes is what stands now.
create table rollup (
    campaign text        not null,
    minute   timestamptz not null,
    bucket   smallint    not null,
    n1 integer not null default 0, n2 integer not null default 0, n3 integer not null default 0,
    n4 integer not null default 0, n5 integer not null default 0, n6 integer not null default 0,
    n7 integer not null default 0, n8 integer not null default 0, n9 integer not null default 0,
    n10 integer not null default 0,
    c1 integer not null default 0, c2 integer not null default 0, c3 integer not null default 0,
    c4 integer not null default 0, c5 integer not null default 0, c6 integer not null default 0,
    c7 integer not null default 0, c8 integer not null default 0, c9 integer not null default 0,
    c10 integer not null default 0,
    unconfirmed integer not null default 0,
    scanned     integer not null default 0,
    withdrawn   integer not null default 0,
    comments    integer not null default 0,
    primary key (campaign, minute, bucket)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- The sender's own reference for a recipient, only where the sender asked to keep it.
create table recipient (
    recipient  bigint      not null,
    bucket     smallint    not null,
    reference  text        not null,
    attributes jsonb       not null default '{}',
    kept_at    timestamptz not null,
    primary key (recipient, bucket)
);

-- Staff decisions over the rules': score null means "does not count".
create table overrule (
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    bucket    smallint    not null,
    at        timestamptz not null,
    score     smallint    check (score between 1 and 10),
    account   text        not null,
    note      text        not null default '',
    primary key (campaign, recipient, occasion, at, bucket)
);
