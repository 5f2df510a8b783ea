-- The language that a user has chosen for the dashboard; null is their browser's.
alter table account add column language text check (language in ('en', 'nl'));
