-- Takes a rule away with its events; its id, where it was there.
delete from alert_rule where name = %(name)s returning id
