-- A campaign can ask from 0 to 10, as the field asks for its net promoter score; all others go on asking 1 to 10.
-- What a campaign's scale allows is for those who write to know: here a score is anything that some scale has.
alter table campaign add column scale text not null default '1-10' check (scale in ('1-10', '0-10'));

-- What was allowed stays so: nothing that is there needs to be looked over.
alter domain score drop constraint score_check;
alter domain score add constraint score_check check (value between 0 and 10) not valid;

alter table comment drop constraint comment_score_check;
alter table comment add constraint comment_score_check check (score between 0 and 10) not valid;
alter table overrule drop constraint overrule_score_check;
alter table overrule add constraint overrule_score_check check (score between 0 and 10) not valid;
alter table segment drop constraint segment_score_check;
alter table segment add constraint segment_score_check check (score between 0 and 10) not valid;
alter table chosen drop constraint chosen_score_check;
alter table chosen add constraint chosen_score_check check (score between 0 and 10) not valid;

alter table rollup add column n0 integer not null default 0, add column c0 integer not null default 0;
