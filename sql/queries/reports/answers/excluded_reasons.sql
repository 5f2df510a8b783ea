-- How many answers are excluded under which heading for which reason, among the newest "depth" of a campaign; nulls
-- stand for those that aren't.
select aside, case when aside is not null then reason end as reason, count(*) as answers
from (
    select aside, reason from rating
    where campaign collate "C" = %(slug)s
    order by first_at desc, recipient, occasion
    limit %(depth)s
) as looked
group by 1, 2
order by 3 desc, 1, 2
