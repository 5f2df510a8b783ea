-- Apart from the migration before, so that what had begun to write meanwhile found the key that it named.
alter table visit drop constraint if exists visit_pkey;
