-- One row: the number below which all changes are over, to be read by another server in the snapshot in which it reads the changes.
create view change_progress as select change_horizon() as horizon;
