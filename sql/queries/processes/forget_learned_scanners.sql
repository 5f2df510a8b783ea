-- No rows: forgets what has not scanned since a time.
delete from learned_scanner where at < %(before)s
