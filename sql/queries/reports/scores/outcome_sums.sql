-- What was done later (a name) by those who gave a campaign a score: how many, the sum of what it was worth, and of its squares. Of a
-- person who answered the campaign several times the last answer counts that was given by that day; of answers of some days alone.
-- Of all of them ("kind" null: the value is ''), or by the value of an attribute, the message's, else the person's ("kind" '': by the
-- page's language), of those of whom it is known.
with paired as (
    select distinct on (campaign, recipient, bucket, name, day) campaign, recipient, bucket, occasion, language, name, score, value
    from outcome join rating using (recipient, bucket)
    where campaign = any (%(slugs)s) and score is not null
      and (at at time zone %(zone)s)::date <= day
      and (at at time zone %(zone)s)::date between coalesce(%(first)s::date, '-infinity') and coalesce(%(last)s::date, 'infinity')
    order by campaign, recipient, bucket, name, day, at desc
), placed as (
    select paired.campaign, name, score, paired.value as worth,
           case when %(kind)s::text is null then ''
                when %(kind)s::text = '' then language
                else coalesce(message.attributes ->> %(kind)s::text, person.attributes ->> %(kind)s::text) end as value
    from paired
    left join recipient as person on %(kind)s::text <> '' and person.recipient = paired.recipient and person.bucket = paired.bucket
    left join occasion_attribute as message on %(kind)s::text <> '' and message.campaign = paired.campaign
        and message.recipient = paired.recipient and message.occasion = paired.occasion and message.bucket = paired.bucket
)
select campaign, name, value, score, count(*)::bigint as people, sum(worth) as total, sum(worth * worth) as squares
from placed
where value is not null and (value <> '' or %(kind)s::text is null)
group by campaign, name, value, score
