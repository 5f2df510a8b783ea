-- What the team wrote on a campaign's time line: when something happened that its numbers may show.
create table marker (
    id       bigint      primary key,
    campaign text        not null references campaign (slug) on delete cascade,
    at       timestamptz not null,
    words    text        not null check (words <> '' and length(words) <= 60),
    account  text        not null
);
create index marker_campaign on marker (campaign, at);
