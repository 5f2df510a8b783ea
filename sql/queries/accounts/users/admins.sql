-- The names of the accounts that may manage the others; locked, so that two admins cannot remove each other.
select name from account where role = 'admin' order by name for update
