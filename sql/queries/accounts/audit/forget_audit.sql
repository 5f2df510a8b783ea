-- No rows: drops the entries that are past their retention.
delete from audit where id < %(before)s
