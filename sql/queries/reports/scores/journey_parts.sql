-- By what the answers of all campaigns can be chosen: an attribute ("kind"; '': the page's language) and its value, those of most
-- answers first.
select kind, value, sum(answers)::bigint as answers
from segment
where left(kind, 1) <> ' ' and value <> ''
group by kind, value
order by kind = '', kind, answers desc, value
limit %(most)s
