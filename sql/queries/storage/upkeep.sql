-- One row per step of housekeeping that has run: when it last did, how long that took, how many rows it has dealt with in all
-- rounds, what went wrong, and when it last came to the end of its table.
select step, at, seconds, done, error, failed_at, block > 0 as under_way, passed_at
from upkeep
order by step
