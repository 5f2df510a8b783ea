-- One number: over how many servers rows are parted by bucket; 1 where all are on one,
-- see the function in 0130_writes_by_bucket.sql.
select bucket_parts()
