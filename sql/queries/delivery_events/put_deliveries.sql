-- No rows: so many mails of a campaign were delivered in each of these hours, whatever was said of them before.
insert into delivery (campaign, hour, mails)
select distinct on (hour) %(campaign)s, hour, mails
from unnest(%(hours)s::timestamptz[], %(mails)s::bigint[]) with ordinality as said (hour, mails, place)
order by hour, place desc
on conflict (campaign, hour) do update set mails = excluded.mails
