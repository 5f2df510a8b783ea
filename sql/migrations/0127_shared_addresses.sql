-- A link may show the journey, the page of gains or a "what if" too: their address, with all that was chosen there. Empty: the
-- campaign's page, or the overview. Comments can be shared of these as well.
alter table shared_page add column address text not null default '';
alter table shared_page drop constraint shared_page_check1;
alter table shared_page add constraint shared_page_comments check (
    shows = 'page' or campaign is not null or (shows = 'comments' and address <> ''));
