-- Help desks are asked how the tickets there stand: from look_at on, for what changed since looked_to; look_reply is what went
-- wrong the last time, "" for nothing.
alter table ticket_feed
    add column look_at    timestamptz not null default 'epoch',
    add column looked_to  timestamptz,
    add column look_reply text        not null default '';
