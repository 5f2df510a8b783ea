-- A recipient whose token many people hold, such as the one that a mail tool put into everybody's mail: on how many
-- clients a day it was answered with at most, how many answers came, in two days
-- that follow each other at most, and when the first and the last did.
create table shared_token (
    campaign  text        not null,
    recipient bigint      not null,
    bucket    smallint    not null,
    clients   integer     not null check (clients > 0),
    answers   integer     not null check (answers > 0),
    first_at  timestamptz not null,
    last_at   timestamptz not null,
    primary key (campaign, recipient, bucket)
);

-- One row: when such tokens were looked for, and how many seconds it took.
create table shared_token_look (
    id      smallint    primary key default 1 check (id = 1),
    at      timestamptz not null,
    seconds real        not null
);

-- What a test mail's token was, as a hash that only says which mails had the same one; null where it was nobody's or a
-- test recipient's.
alter table mail_test add column token_hash bigint;
