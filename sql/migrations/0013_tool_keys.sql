-- Keys with which a mail tool signs for one campaign. A key's secret is derived from the signing key, so that it
-- stands in no dump; a revoked one stays, so that who it signed can still be found and erased.
create table tool_key (
    id         bigint      primary key,
    campaign   text        not null references campaign (slug) on delete cascade,
    tool       text        not null,
    made_at    timestamptz not null,
    made_by    text        not null,
    revoked_at timestamptz
);
create index tool_key_campaign on tool_key (campaign);

grant select (id, campaign, revoked_at) on tool_key to feedback_collector;
