-- No rows: what became of cases so long ago, everybody has followed.
delete from case_event where at < %(before)s
