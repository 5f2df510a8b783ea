-- Notes on a day that people are asked, each with the check number of their mail, but those whom another mail asked after "since": the places of
-- those in the list, from 0. Of one person's rows the first is asked.
with listed as (
    select recipient, mail, place - 1 as place
    from unnest(%(recipients)s::bigint[], %(mails)s::smallint[]) with ordinality as listed (recipient, mail, place)
), noted as (
    insert into asked (recipient, day, mail)
    select distinct on (recipient) recipient, %(day)s::date, mail from listed order by recipient, place
    on conflict (recipient) do update set day = excluded.day, mail = excluded.mail
    where asked.day <= %(since)s or asked.mail = excluded.mail
    returning recipient, mail
)
select place::int from listed
where not exists (select 1 from noted where noted.recipient = listed.recipient and noted.mail = listed.mail)
order by place
