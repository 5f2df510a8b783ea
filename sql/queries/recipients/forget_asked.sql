-- Forgets who was asked before any rule of how often people may be asked looks back to; without a rule all of it.
delete from asked where day <= %(today)s::date - (select coalesce(max(days), 0) from rest_rule)
