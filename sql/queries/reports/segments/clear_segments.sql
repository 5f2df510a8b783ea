-- No rows: the segments of a campaign are gone, of all days and months too, to be summed up anew.
with days as (
    delete from segment_day where campaign = %(campaign)s
), months as (
    delete from segment_month where campaign = %(campaign)s
)
delete from segment where campaign = %(campaign)s
