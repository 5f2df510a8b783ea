-- A tag that was given to some comment, by name.
select distinct name from tag order by name
