-- The attributes that are kept of who answered some campaigns, those of most answers first; the page's language is ''.
select kind, sum(answers)::bigint as answers
from segment
where campaign = any (%(slugs)s) and left(kind, 1) <> ' '
group by kind
order by kind = '', sum(answers) desc, kind
