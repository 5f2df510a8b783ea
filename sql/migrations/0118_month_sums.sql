-- The sums of segment_day and chosen_day once more by months, of which a long period is made but for its first and last days: a year
-- of a campaign with many groups is some hundred thousand rows by day, and some thousand by month. They are summed up with the
-- days, of which they are the sums.
create table segment_month (
    campaign text     not null references campaign (slug) on delete cascade,
    month    date     not null,
    kind     text     not null,
    value    text,
    score    smallint not null check (score between 0 and 10),
    answers  integer  not null,
    unique nulls not distinct (campaign, month, kind, value, score)
);

create table chosen_month (
    campaign text     not null references campaign (slug) on delete cascade,
    month    date     not null,
    question smallint not null,
    choice   smallint not null,
    score    smallint not null check (score between 0 and 10),
    answers  integer  not null,
    primary key (campaign, month, question, choice, score)
);

insert into segment_month (campaign, month, kind, value, score, answers)
select campaign, date_trunc('month', day)::date, kind, value, score, sum(answers)
from segment_day
group by 1, 2, 3, 4, 5;

insert into chosen_month (campaign, month, question, choice, score, answers)
select campaign, date_trunc('month', day)::date, question, choice, score, sum(answers)
from chosen_day
group by 1, 2, 3, 4, 5;
