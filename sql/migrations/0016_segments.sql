-- How parts of a campaign's recipients scored, as the worker summed them up last: how many gave each score among
-- those whose "kind" has this value. The kind is an attribute that the sender keeps, or '' for the page's
-- language; the value '' stands for unknown, null for the smaller ones together. Some hundred rows a campaign at
-- most, however many answer.
create table segment (
    campaign text     not null references campaign (slug) on delete cascade,
    kind     text     not null,
    value    text,
    score    smallint not null check (score between 1 and 10),
    answers  bigint   not null,
    unique nulls not distinct (campaign, kind, value, score)
);

-- When that was, how long it took, and what it saw: nothing is summed up again before something has changed.
create table segmented (
    campaign text        primary key references campaign (slug) on delete cascade,
    at       timestamptz not null,
    seconds  real        not null,
    seen     text        not null
);
