-- When the team erased a recipient, by pseudonym: what was sent before, and waited on a web host's disk that was
-- cut off, must not come back. Kept for as long as the audit trail: so long may a disk be cut off.
create table erasure (
    recipient   bigint      primary key,
    at          timestamptz not null
);
create index on erasure (at);
grant select on erasure to feedback_collector;
