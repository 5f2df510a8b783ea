-- Where mail providers tell of mails they delivered. proof is what their messages are checked by, see
-- feedback_buttons/delivery_events/provider_signatures.py: a public key, a topic's name, a password's hash, or a key that is sealed.
create table webhook (
    id         text        primary key,
    name       text        not null unique check (name <> '' and length(name) <= 64),
    provider   text        not null,
    proof      bytea       not null,
    campaign   text        references campaign (slug) on delete cascade,
    created_at timestamptz not null,
    created_by text        not null,
    heard_at   timestamptz,
    counted    bigint      not null default 0,
    skipped    bigint      not null default 0
);

-- Events that were counted, by a hash, for as long as their provider may send them again.
create table delivery_event (
    hash bytea       primary key,
    at   timestamptz not null
);
create index delivery_event_at on delivery_event (at);
