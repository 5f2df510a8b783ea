-- The name of a channel that was made for a user's digests, who is gone.
select name from channel
where settings ? 'digest' and not exists (select 1 from digest_subscription where channel = channel.id)
