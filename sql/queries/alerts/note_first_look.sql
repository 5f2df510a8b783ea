-- A rule has seen what stood when it was made.
update alert_rule set looked = true where id = %(rule)s
