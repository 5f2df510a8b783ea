-- No rows of interest: refuses all cursors of changes that were handed out so far; see
-- the function in 0116_backups.sql.
select begin_change_epoch(%(epoch)s)
