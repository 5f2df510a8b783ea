-- A visit of the recipient on one occasion, the latest first.
select id, at, did, score, client, network, flags, page, mode
from single_visit
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
order by at desc, id desc
limit %(limit)s
