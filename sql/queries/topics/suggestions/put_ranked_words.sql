-- No rows: keeps the words of a language as they were counted.
insert into ranked_words (language, words, all_low, all_high, newest_at, counted_at)
values (%(language)s, %(words)s, %(all_low)s, %(all_high)s, %(newest_at)s, %(now)s)
on conflict (language) do update set words = excluded.words, all_low = excluded.all_low, all_high = excluded.all_high,
    newest_at = excluded.newest_at, counted_at = excluded.counted_at
