-- Takes the rule of a campaign, of a touchpoint or of all away.
delete from rest_rule where campaign is not distinct from %(campaign)s and touchpoint is not distinct from %(touchpoint)s
