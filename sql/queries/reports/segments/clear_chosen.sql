-- No rows: the sums of what was chosen in a campaign are gone, of all days too, to be summed up anew.
with days as (
    delete from chosen_day where campaign = %(campaign)s
), months as (
    delete from chosen_month where campaign = %(campaign)s
)
delete from chosen where campaign = %(campaign)s
