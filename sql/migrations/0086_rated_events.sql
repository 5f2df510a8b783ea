-- Channels that are told of each settled answer, of one campaign or of all; "since" is the change behind which they were told.
create table rated_feed (
    channel  bigint      primary key references channel (id) on delete cascade,
    campaign text        references campaign (slug) on delete cascade,
    since    bigint      not null,
    account  text        not null,
    made_at  timestamptz not null
);
create index rated_feed_campaign on rated_feed (campaign);

-- Up to which change of a campaign's answers a channel was told.
create table rated_look (
    channel  bigint not null references rated_feed (channel) on delete cascade,
    campaign text   not null references campaign (slug) on delete cascade,
    changed  bigint not null,
    primary key (channel, campaign)
);
create index rated_look_campaign on rated_look (campaign);
