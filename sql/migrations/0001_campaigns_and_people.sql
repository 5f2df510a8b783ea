-- Reference tables: small, changed by people, replicated to every node where the growing tables are distributed.

create table campaign (
    slug         text primary key check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name         text not null check (name <> ''),
    touchpoint   text not null default '',
    language     text check (language in ('nl', 'en', 'de', 'fr')),
    policy       text not null default 'balanced' check (policy in ('instant', 'balanced', 'strict')),
    sender       text not null default '',
    question     text,
    help_url     text,
    help_label   text,
    share_url    text,
    share_label  text,
    sent_at      timestamptz,
    mails        bigint check (mails >= 0),
    repeat_after integer check (repeat_after > 0),
    demo         boolean not null default false,
    created_at   timestamptz not null,
    closed_at    timestamptz
);

-- The dashboard's users. session_version goes up when all their sessions must end.
create table account (
    name            text primary key check (name <> ''),
    password_hash   text,
    role            text not null default 'admin' check (role in ('admin', 'editor', 'viewer', 'agent')),
    session_version integer not null default 1,
    created_at      timestamptz not null
);

-- One-time sign-in links, by the SHA-256 of their secret.
create table signin_link (
    hash       bytea primary key,
    account    text not null references account (name) on delete cascade,
    expires_at timestamptz not null
);

-- The key under which clients are hashed on one day; thrown away, so that the hashes lead nowhere.
create table client_key (
    day date primary key,
    key bytea not null
);
