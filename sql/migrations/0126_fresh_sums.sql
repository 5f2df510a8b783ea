-- Manner: beside writers.
-- The sums that are not folded yet, which a page of many campaigns reads each time: some days of all that there are.
create index concurrently if not exists rollup_fresh on rollup (campaign, minute) where bucket >= 0;
