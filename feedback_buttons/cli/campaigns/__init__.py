"""Commands for campaigns, their touchpoints, targets and posters."""
