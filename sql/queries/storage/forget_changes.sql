-- One number: how many rows of a part of the log of changes were forgotten, which are not the last change of their rating
-- and were passed over by who follows the log.
with superseded as (
    select log.ctid
    from rating_change as log
    left join rating on rating.campaign = log.campaign and rating.recipient = log.recipient
         and rating.occasion = log.occasion and rating.bucket = log.bucket
         and (%(bucket)s::smallint is null or rating.bucket = %(bucket)s)
    where log.ctid >= format('(%%s,0)', %(block)s::bigint)::tid and log.ctid < format('(%%s,0)', %(end_block)s::bigint)::tid
      and (%(bucket)s::smallint is null or log.bucket = %(bucket)s)
      and rating.changed is distinct from log.changed
), forgotten as (
    delete from rating_change
    where (%(bucket)s::smallint is null or bucket = %(bucket)s) and ctid = any (array(select ctid from superseded)) returning 1
)
select count(*) from forgotten
