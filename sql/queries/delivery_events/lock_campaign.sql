-- One row if there is such a campaign, which nobody else changes now.
select slug from campaign where slug = %(slug)s for update
