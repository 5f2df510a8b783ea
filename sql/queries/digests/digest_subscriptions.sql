-- A user who gets digests, with the mail address, the language, and why the channel is paused (null: it is not); of one user only,
-- where "account" says so.
select subscription.account, subscription.channel, subscription.weekly, subscription.waves, subscription.begun_at,
       channel.name as channel_name, channel.settings ->> 'to' as address, channel.settings ->> 'language' as language,
       channel.paused
from digest_subscription as subscription
join channel on channel.id = subscription.channel
where %(account)s::text is null or account = %(account)s
order by account
