-- No rows: the segments of a campaign are gone, of all days too, to be summed up anew.
with days as (
    delete from segment_day where campaign = %(campaign)s
)
delete from segment where campaign = %(campaign)s
