-- As forget_unused_tags.sql, where rows are parted over nodes that plan their part of a statement themselves: the tags of all
-- comments are fetched once, rather than each of those offered looked up.
delete from tag
where name <> all (array(select distinct used.name from comment cross join lateral unnest(tags) as used (name) where tags <> '{}'))
