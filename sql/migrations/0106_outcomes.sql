-- What a person did later, as the sender tells it: bought again (1), contacts within a month (2), revenue. By pseudonym, erased with
-- the person, and forgotten with their reference.
create table outcome (
    recipient bigint           not null,
    bucket    smallint         not null,
    name      text             not null check (name <> ''),
    day       date             not null,
    value     double precision not null,
    kept_at   timestamptz      not null,
    primary key (recipient, name, day, bucket)
);

create index outcome_name on outcome (name);
create index outcome_kept on outcome (kept_at);
