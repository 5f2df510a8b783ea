-- What a team puts into a "what if", kept by name: as the page's form names it. Results are computed anew whenever it is looked at.
create table scenario (
    name    text        primary key check (name <> ''),
    inputs  jsonb       not null,
    account text        not null,
    at      timestamptz not null
);
