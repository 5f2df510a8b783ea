-- Forgets some of who was asked before any rule of how often people may be asked looks back to, without a rule any of it: a row
-- each, at most so many, since a list of millions is over on one day.
delete from asked where recipient in (select recipient from asked where day <= %(until)s limit %(most)s)
