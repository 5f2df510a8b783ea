-- A tag that was given to some comment, by name.
select name from tag order by name
