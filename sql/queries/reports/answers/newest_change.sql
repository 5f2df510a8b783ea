-- One row: the number that the next change will have, at least, see the function in 0142_newest_change.sql; and since which restore
-- changes are numbered so, see the function in 0116_backups.sql.
select newest_change() as newest, change_epoch() as epoch
