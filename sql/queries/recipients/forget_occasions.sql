-- Forgets some of what was kept of messages before a time: a row each, at most so many, so that no transaction lasts
-- long.
delete from occasion_attribute
where (campaign, recipient, occasion, bucket) in (
    select campaign, recipient, occasion, bucket from occasion_attribute where kept_at < %(before)s order by kept_at limit %(most)s)
