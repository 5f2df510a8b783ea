-- Manner: beside writers.
-- Closed cases, of which there are ever more, in the order of time in which they are listed.
create index concurrently if not exists case_closed on comment (waiting_since, campaign, recipient, occasion)
    where opened_at is not null and score is not null and status = 'closed';
