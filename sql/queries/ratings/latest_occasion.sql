-- One row: the recipient's latest occasion in a campaign, null when there is none.
select max(occasion) from rating
where campaign = %(campaign)s and recipient = %(recipient)s and bucket = %(bucket)s
