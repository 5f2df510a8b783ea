-- What a campaign says on the recipient's page in its sender's own words: by language, then by what is said.
alter table campaign add column texts jsonb not null default '{}' check (jsonb_typeof(texts) = 'object');
