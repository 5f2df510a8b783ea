-- What a campaign asks after the score: a list of questions as feedback_buttons/campaigns/follow_up_questions.py has them.
alter table campaign add column questions jsonb not null default '[]' check (jsonb_typeof(questions) = 'array');

-- What a recipient chose of them: the question's id and the number of its choice, from 1.
alter table rating add column question smallint, add column choice smallint;
grant select (question, choice) on rating to feedback_collector;

-- Few choose: what they chose is summed up from these alone. No click changes what this index knows.
create index rating_choice on rating (campaign, question) where question is not null;

-- How many of those with a score chose what, as the worker summed it up last.
create table chosen (
    campaign text     not null references campaign (slug) on delete cascade,
    question smallint not null,
    choice   smallint not null,
    score    smallint not null check (score between 1 and 10),
    answers  bigint   not null,
    primary key (campaign, question, choice, score)
);
