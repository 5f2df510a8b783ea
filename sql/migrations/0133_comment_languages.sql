-- Manner: beside writers.
-- The latest comments in a language: where few or none are written in it, they are not looked for among all others.
create index concurrently if not exists comment_of_language on comment (language, at, campaign, recipient, occasion)
    where at is not null and score is not null;
