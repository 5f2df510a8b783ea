-- The kept scenarios by name: what was put in, by whom, and when.
select name, inputs, account, at from scenario order by lower(name), name
