-- What opens many buttons in many recipients' mails: a keyed hash of a network or of a way to fill in headers, in
-- how many mails it opened a button, in how many three, in how many the same as before, as of a time from where they fade.
-- Few rows: only what has scanned is kept, and the worker forgets what does so no longer.
create table learned_scanner (
    kind  text             not null check (kind in ('learned_network', 'learned_headers')),
    hash  bigint           not null,
    at    timestamptz      not null,
    mails double precision not null,
    scans double precision not null,
    alike double precision not null,
    primary key (kind, hash)
);
grant select, insert, update on learned_scanner to feedback_collector;
