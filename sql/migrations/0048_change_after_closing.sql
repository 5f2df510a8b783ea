-- Whether whoever answered a campaign before it was closed may still change their answer. New answers never count.
alter table campaign add column change_closed boolean not null default false;
