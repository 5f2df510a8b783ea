-- Removes one account; its sign-in links go with it.
delete from account where name = %(name)s
