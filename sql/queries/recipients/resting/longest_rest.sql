-- One number: how many days the rule that looks back furthest does, 0 without a rule.
select coalesce(max(days), 0) from rest_rule
