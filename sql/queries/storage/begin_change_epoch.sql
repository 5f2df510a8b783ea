-- No rows of interest: refuses all cursors of changes that were handed out so far.
select begin_change_epoch(%(epoch)s)
