-- Forgets some of what people did later that was told before a time: a row each, at most so many, so that no transaction lasts long.
delete from outcome
where (recipient, name, day, bucket) in (
    select recipient, name, day, bucket from outcome where kept_at < %(before)s order by kept_at limit %(most)s)
