-- What a campaign aims at, in points of the scale that it asks and in answers (null: nothing of the kind); and what all campaigns at a
-- touchpoint aim at that have no target of their own.
alter table campaign
    add column target_score double precision check (target_score between 0 and 10),
    add column target_answers integer check (target_answers > 0);

create table touchpoint_target (
    touchpoint text             primary key check (touchpoint <> ''),
    score      double precision check (score between 0 and 10),
    answers    integer          check (answers > 0)
);
