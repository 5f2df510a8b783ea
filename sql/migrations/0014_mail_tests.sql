-- What was found in mails that were sent to the linter's address; of the mails themselves nothing is kept.
create table mail_test (
    id       bigint      primary key,
    at       timestamptz not null,
    label    text        not null,
    campaign text        not null,
    size     integer     not null,
    buttons  integer     not null,
    checked  boolean     not null,
    findings jsonb       not null
);
