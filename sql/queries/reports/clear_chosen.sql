-- No rows: the sums of what was chosen in a campaign are gone, to be summed up anew.
delete from chosen where campaign = %(campaign)s
