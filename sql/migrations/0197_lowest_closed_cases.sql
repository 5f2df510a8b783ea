-- Manner: beside writers.
-- The same with the lowest scores first.
create index concurrently if not exists case_closed_lowest on comment (score, waiting_since, campaign, recipient, occasion)
    where opened_at is not null and score is not null and status = 'closed';
