-- No rows: notes what a step of housekeeping did in this round; the time of its last failure, and what it last did, stay.
insert into upkeep as u (step, at, seconds, done, error, failed_at, last_done, last_done_at)
values (%(step)s, %(at)s, %(seconds)s, %(done)s, %(error)s, case when %(error)s::text <> '' then %(at)s::timestamptz end,
        nullif(%(done)s, 0), case when %(done)s <> 0 then %(at)s::timestamptz end)
on conflict (step) do update set
    at = excluded.at, seconds = excluded.seconds, done = u.done + excluded.done, error = excluded.error,
    failed_at = coalesce(excluded.failed_at, u.failed_at), last_done = coalesce(excluded.last_done, u.last_done),
    last_done_at = coalesce(excluded.last_done_at, u.last_done_at)
