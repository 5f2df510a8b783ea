-- No rows: stores a new campaign, given as JSON; a slug that is taken is a unique violation.
insert into campaign ({campaign_columns}, logo)
select {campaign_columns}, logo
from jsonb_populate_record(null::campaign, %(campaign)s)
