-- References that are past their retention are found by when they were kept.
create index recipient_kept on recipient (kept_at);

-- Keys for programs, by the SHA-256 of their secret. A revoked one stays, so that the trail can name it.
create table api_key (
    id         bigint      primary key,
    name       text        not null check (name <> '' and length(name) <= 64),
    hash       bytea       not null unique,
    scopes     text[]      not null,
    created_at timestamptz not null,
    created_by text        not null,
    used_at    timestamptz,
    revoked_at timestamptz
);
create unique index api_key_name on api_key (name) where revoked_at is null;

-- What was answered to a write that a program may send again, by the name that it gave to that write.
create table api_answer (
    key_id     bigint      not null references api_key (id) on delete cascade,
    name       text        not null,
    request    bytea       not null,
    status     smallint    not null,
    body       text        not null,
    created_at timestamptz not null,
    primary key (key_id, name)
);
create index api_answer_created on api_answer (created_at);

-- How many mails of a campaign were delivered in an hour, as the sender's system counts them.
create table delivery (
    campaign text        not null references campaign (slug),
    hour     timestamptz not null check (date_bin('1 hour', hour, 'epoch') = hour),
    mails    bigint      not null check (mails >= 0),
    primary key (campaign, hour)
);

-- When an answer last changed, as the number of the transaction that changed it: what lets others follow all
-- changes. A time would not do: a transaction that began earlier may commit later, and who has read past it
-- would never see it. Null until there is something to tell; so a mere fetch writes nothing to the index.
alter table rating add column changed bigint;

create function current_change() returns bigint
language sql volatile parallel unsafe
return pg_current_xact_id()::text::bigint;

create index rating_changed on rating (campaign, changed, recipient, occasion) where changed is not null;

update rating set changed = current_change() where state <> 'unconfirmed';
