-- Manner: beside writers, part by part of visit.
create unique index concurrently if not exists %(part)s_at_recipient_id_bucket_idx on %(part)s (at, recipient, id, bucket)
