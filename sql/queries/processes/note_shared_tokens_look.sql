-- No rows: notes when tokens that many people hold were looked for, and how many seconds it took.
insert into shared_token_look (at, seconds) values (%(now)s, %(seconds)s)
on conflict (id) do update set at = excluded.at, seconds = excluded.seconds
