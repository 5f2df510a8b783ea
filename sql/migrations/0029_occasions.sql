-- What the sender keeps of one message to a recipient: their own word for it (a ticket, an order), and attributes of
-- it, which count for its answer before those of the recipient.
create table occasion_attribute (
    campaign   text        not null,
    recipient  bigint      not null,
    occasion   bigint      not null,
    bucket     smallint    not null,
    reference  text        not null,
    attributes jsonb       not null default '{}',
    kept_at    timestamptz not null,
    primary key (campaign, recipient, occasion, bucket)
);

create index occasion_attribute_kept on occasion_attribute (kept_at);
create index occasion_attribute_recipient on occasion_attribute (recipient, bucket);
