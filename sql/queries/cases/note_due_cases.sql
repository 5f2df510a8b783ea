-- No rows: when these answers have settled they are looked at again.
insert into case_due (campaign, recipient, occasion, bucket, due_at)
select campaign, recipient, occasion, bucket, due_at
from jsonb_to_recordset(%(waiting)s) as w (campaign text, recipient bigint, occasion bigint, bucket smallint, due_at timestamptz)
on conflict (campaign, recipient, occasion, bucket) do update set due_at = excluded.due_at
