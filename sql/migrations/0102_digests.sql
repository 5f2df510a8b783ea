-- Which users get digests by mail, of which kind and through which channel (it holds the address, and is paused by the mail's own
-- link). What was due before begun_at is not sent. Which digest went to whom the outbox knows by its keys.
create table digest_subscription (
    account  text        primary key references account (name) on delete cascade,
    channel  bigint      not null unique references channel (id) on delete cascade,
    weekly   boolean     not null,
    waves    boolean     not null,
    begun_at timestamptz not null,
    check (weekly or waves)
);
