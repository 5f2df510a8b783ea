-- No rows: the pass through a table goes on at this block, or came to its end.
insert into upkeep as u (step, at, seconds, done, block, passed_at)
values (%(step)s, %(at)s, 0, 0, %(block)s, %(passed_at)s)
on conflict (step) do update set block = excluded.block, passed_at = coalesce(excluded.passed_at, u.passed_at)
