-- The one row is what a campaign's unsigned answers are together: how many there are, from how many browsers, between which times, and
-- the histogram of 0 to 10 of each browser's last one of a day.
select
    count(*) as answers, count(distinct client) as browsers, min(at) as first_at, max(at) as last_at,
    array(
        select count(lasts.score) from generate_series(0, 10) as possible (score)
        left join (
            select distinct on (client) score from unsigned_answer
            where campaign = %(slug)s and score is not null order by client, id desc
        ) as lasts on lasts.score = possible.score
        group by possible.score order by possible.score
    ) as counts
from unsigned_answer
where campaign = %(slug)s and score is not null
