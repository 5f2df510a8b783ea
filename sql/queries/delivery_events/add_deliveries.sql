-- No rows: so many more mails of a campaign were delivered in each of these hours, each named once.
insert into delivery (campaign, hour, mails)
select %(campaign)s, hour, mails
from unnest(%(hours)s::timestamptz[], %(mails)s::bigint[]) as told (hour, mails)
on conflict (campaign, hour) do update set mails = delivery.mails + excluded.mails
