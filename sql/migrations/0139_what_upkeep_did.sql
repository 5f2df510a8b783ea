-- What a step of housekeeping last did, and when: a round that finds nothing to do leaves it.
alter table upkeep add column last_done bigint, add column last_done_at timestamptz;
