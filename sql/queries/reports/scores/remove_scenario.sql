-- A row if there was a scenario of this name; now there is none.
delete from scenario where name = %(name)s returning name
