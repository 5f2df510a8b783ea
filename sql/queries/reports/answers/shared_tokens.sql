-- A row is a campaign's recipient whose token many people hold and answered with since a time, most clients first; of
-- all campaigns, or of one.
select campaign, recipient, clients, answers, first_at
from shared_token
where last_at >= %(since)s and (%(slug)s::text is null or campaign = %(slug)s)
order by clients desc, campaign, recipient
limit %(limit)s
