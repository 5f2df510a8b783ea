-- What each step of housekeeping last did. A step that goes through a large table a part at a time has its place in the
-- table here (in blocks of 8 kB), and when it last came to the end of it.
create table upkeep (
    step      text        primary key,
    at        timestamptz not null,
    seconds   real        not null,
    done      bigint      not null,  -- rows, in all rounds since the installation began
    error     text        not null default '',
    failed_at timestamptz,
    block     bigint      not null default 0 check (block >= 0),
    passed_at timestamptz
);

-- Ratings that nobody answered and that went with their evidence, as their campaign's rollup still counts them: what the
-- last click would have counted (c0 … c10), and how many were set aside.
create table forgotten_rating (
    campaign text     not null,
    bucket   smallint not null,
    c0 integer not null default 0, c1 integer not null default 0, c2 integer not null default 0,
    c3 integer not null default 0, c4 integer not null default 0, c5 integer not null default 0,
    c6 integer not null default 0, c7 integer not null default 0, c8 integer not null default 0,
    c9 integer not null default 0, c10 integer not null default 0,
    unconfirmed integer not null default 0,
    scanned     integer not null default 0,
    primary key (campaign, bucket)
);
