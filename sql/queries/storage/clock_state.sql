-- The database's clock, and the newest minute of answers that are later than that by more than "ahead"; null where there
-- are none. Of the fresh steps of sums, which have an index of their own.
select clock_timestamp() as clock,
       (select max(minute) from rollup where bucket >= 0 and minute > clock_timestamp() + %(ahead)s) as future
