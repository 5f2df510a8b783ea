-- One row: the number that the next change will have, at least, and since which restore changes are numbered so.
select newest_change() as newest, change_epoch() as epoch
