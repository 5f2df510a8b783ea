-- Forgets some of what was kept of recipients before a time: a row each, at most so many, so that no transaction
-- lasts long.
delete from recipient
where (recipient, bucket) in (
    select recipient, bucket from recipient where kept_at < %(before)s order by kept_at limit %(most)s)
