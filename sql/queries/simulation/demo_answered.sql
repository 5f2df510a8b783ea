-- A row is a recipient of whom anything is known in the campaign.
select distinct recipient from rating where campaign = %(slug)s
