-- One number: over how many servers rows are parted by bucket; 1 where all are on one.
select bucket_parts()
