-- What the campaigns at a touchpoint aim at, by its name.
select touchpoint, score, answers from touchpoint_target order by touchpoint
