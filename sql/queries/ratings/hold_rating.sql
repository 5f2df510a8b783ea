-- One row when there is such a rating: nobody else can change it until the transaction ends.
select events from rating
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
for update
