-- One row per step of housekeeping that has run: when it last did, how long that took, how many rows (of evidence: days) it has dealt
-- with in all rounds, what went wrong, when it last came to the end of its table, and how many it last dealt with, and when.
select step, at, seconds, done, error, failed_at, block > 0 as under_way, passed_at, last_done, last_done_at
from upkeep
order by step
