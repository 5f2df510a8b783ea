-- The sums of segments and of what was chosen, of each day by the clock of the campaign's time zone, so that any period's can
-- be told. They hold the same as segment and chosen, of which they are the parts; those of a campaign are summed up with them.
create table segment_day (
    campaign text     not null references campaign (slug) on delete cascade,
    day      date     not null,
    kind     text     not null,
    value    text,
    score    smallint not null check (score between 0 and 10),
    answers  integer  not null,
    unique nulls not distinct (campaign, day, kind, value, score)
);

create table chosen_day (
    campaign text     not null references campaign (slug) on delete cascade,
    day      date     not null,
    question smallint not null,
    choice   smallint not null,
    score    smallint not null check (score between 0 and 10),
    answers  integer  not null,
    primary key (campaign, day, question, choice, score)
);

-- All are summed up anew.
delete from segmented;
