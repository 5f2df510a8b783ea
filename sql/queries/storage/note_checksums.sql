-- No rows: migrations without a checksum have the one that belongs to their name.
update migration set checksum = known.sum
from unnest(%(names)s::text[], %(sums)s::text[]) as known (name, sum)
where migration.name = known.name and migration.checksum is null
