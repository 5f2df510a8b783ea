-- A row is a table that holds something about recipients one by one: whether it is by campaign, and by the recipient's bucket.
-- Read from the catalogue, so that a table that is added later is among them.
select relname::text as name,
       bool_or(attname = 'campaign') as by_campaign,
       bool_or(attname = 'bucket') as by_bucket
from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
group by relname
having bool_or(attname = 'recipient')
order by relname
