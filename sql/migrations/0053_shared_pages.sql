-- Links that show a campaign's page, the overview or a campaign's score to people without an account, until they expire
-- or are revoked. The link carries the id, signed. Without a campaign it is the overview.
create table shared_page (
    id         bigint      primary key,
    name       text        not null check (name <> ''),
    campaign   text        references campaign (slug) on delete cascade,
    shows      text        not null check (shows in ('page', 'comments', 'score')),
    account    text        not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null check (expires_at > made_at),
    revoked_at timestamptz,
    check (shows = 'page' or campaign is not null)
);
create unique index shared_page_name on shared_page (name) where revoked_at is null;
create index shared_page_campaign on shared_page (campaign);
