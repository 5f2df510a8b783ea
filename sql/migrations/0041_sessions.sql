-- The dashboard's sessions: one for each browser that somebody has signed in with, until they sign out. By the SHA-256
-- of a secret that only the browser's cookie holds. "device" is what the browser said it is, in two words.
create table account_session (
    hash     bytea       primary key,
    account  text        not null references account (name) on delete cascade,
    version  integer     not null,
    way      text        not null check (way in ('password', 'link', 'sso')),
    device   text        not null check (length(device) <= 40),
    began_at timestamptz not null,
    seen_at  timestamptz not null
);
create index account_session_account on account_session (account, seen_at desc);
create index account_session_began on account_session (began_at);
