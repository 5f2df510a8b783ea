-- One row: whether the database was restored into a server with lower transaction numbers, and now counts from above;
-- see the function in 0036_change_epochs.sql.
select renew_changes(%(epoch)s) as renewed
