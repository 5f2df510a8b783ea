-- One row: whether the database was restored into a server with lower transaction numbers, and now counts from above.
select renew_changes(%(epoch)s) as renewed
