-- A rule can ask for a topic, or a tone such as strong language, that the comment is tagged with.
alter table case_rule
    add column topic smallint references topic on delete cascade,
    drop constraint case_rule_check,
    add constraint case_rule_asks check (score_to is not null or question is not null or topic is not null);
