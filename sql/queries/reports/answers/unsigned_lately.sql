-- How many answered since a time through buttons of a campaign that name nobody, each browser of a day once; from so many on.
select campaign, count(distinct client)::int as answers
from unsigned_answer
where at >= %(since)s and at <= %(now)s and score is not null
group by campaign
having count(distinct client) >= %(least)s
