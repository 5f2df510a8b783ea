-- Marks of erasures on the servers that rows are parted over; where they are not, there are none. What parts a database puts
-- another view in its place.
create view erased_elsewhere as select recipient, campaign, occasion, at from erasure where false;
