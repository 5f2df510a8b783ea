-- When the folded sums of a campaign last became others: they are the same as long as this is. What parts a database puts together
-- the moments of its servers.
create view folded_sums as select campaign, folded_at from rollup_zone;
