-- One row: the number below which all changes are over, the one that the next change will have, at least, and since which restore
-- changes are numbered so; see 0142_newest_change.sql. Asked before changes are read and given to what reads them: where rows
-- are parted, each server would answer for itself there.
select horizon, newest, epoch from change_progress
