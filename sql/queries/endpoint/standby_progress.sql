-- One row: which server this is, how far its log is, and how far its slowest standby has it on its disk;
-- see the function in 0145_standby_epochs.sql.
-- None on a standby.
select server, here, standbys, flushed from standby_progress()
