-- An occasion on which a recipient opened a campaign's buttons, the latest first.
select occasion from rating
where campaign = %(campaign)s and recipient = %(recipient)s and bucket = %(bucket)s
order by occasion desc
limit %(limit)s
