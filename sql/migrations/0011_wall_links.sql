-- Links that open the wall screen without signing in. The link carries the id, signed; a revoked one is dead at once.
create table wall_link (
    id         bigint      primary key,
    name       text        not null check (name <> ''),
    campaign   text        references campaign (slug) on delete cascade,
    comments   boolean     not null,
    account    text        not null,
    made_at    timestamptz not null,
    revoked_at timestamptz
);
create unique index wall_link_name on wall_link (name) where revoked_at is null;
