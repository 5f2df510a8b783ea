-- A user whom a single sign-on provider vouches for is bound to what that one calls them, never to a name alone.
alter table account add column subject text unique, add column signed_in_at timestamptz;

-- A user made anew under an old name must not inherit the sessions of the old one: versions begin anywhere.
alter table account alter column session_version drop default;

-- What the team did, and who signed in; an entry each, never changed, dropped after its retention. No foreign
-- keys: it outlives what it tells of. The id carries the time.
create table audit (
    id      bigint      primary key,
    at      timestamptz not null,
    account text        not null,
    did     text        not null,
    subject text        not null default '',
    detail  jsonb       not null default '{}'
);
create index audit_account on audit (account, id desc);
create index audit_did on audit (did, id desc);

-- The brake on guessing: until when a name, a browser or a network has used up its tries, as a leaky bucket. By a
-- hash under the day's key, which leads nowhere.
create table brake (
    key        bytea       primary key,
    busy_until timestamptz not null
);
