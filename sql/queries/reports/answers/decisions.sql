-- A decision of the team about a recipient's answer on one occasion, the first one first.
select at, account, note, score, lifted
from overrule
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
order by at
