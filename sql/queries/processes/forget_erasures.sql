-- No rows: forgets erasures from before a time.
delete from erasure where at < %(before)s
