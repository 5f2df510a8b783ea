-- A topic gets its number from a sequence that is asked for it, and that stands beside the table: Citus takes no table along
-- that foreign keys connect with the campaigns while a column of it is an identity that is not a bigint. No number comes twice.
create sequence topic_number as smallint;
select setval('topic_number', greatest(1, max(id)), max(id) is not null) from topic;
alter table topic alter column id drop identity;
