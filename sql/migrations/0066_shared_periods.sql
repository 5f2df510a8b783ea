-- Of which period a shared page is, and what that is held against, as addresses name them; empty: as the page is by itself.
alter table shared_page add column period text not null default '', add column against text not null default '';
