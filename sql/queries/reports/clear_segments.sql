-- No rows: the segments of a campaign are gone, to be summed up anew.
delete from segment where campaign = %(campaign)s
