-- Manner: beside writers, part by part of visit.
create index concurrently if not exists %(part)s_recipient_occasion_idx on %(part)s (recipient, occasion)
