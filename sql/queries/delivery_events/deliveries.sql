-- An hour each, oldest first, and the mails of a campaign that were delivered in it.
select hour, mails from delivery where campaign = %(campaign)s order by hour
