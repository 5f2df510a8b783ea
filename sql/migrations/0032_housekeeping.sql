-- One row: when housekeeping last deleted by a clock that it trusts, and for how many rounds since it has deleted
-- nothing, since the clock jumped.
create table housekeeping (
    id          smallint    primary key default 1 check (id = 1),
    at          timestamptz not null,
    held_rounds integer     not null default 0
);
