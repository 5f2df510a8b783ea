-- A row is a tag that a comment has.
select distinct used.name from comment cross join lateral unnest(tags) as used (name) where tags <> '{}'
