-- How often people may be asked from now on, by a campaign, at a touchpoint or at all.
insert into rest_rule (campaign, touchpoint, days, percent) values (%(campaign)s, %(touchpoint)s, %(days)s, %(percent)s)
