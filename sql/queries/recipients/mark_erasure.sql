-- No rows: a mark that a recipient was erased in all campaigns, with which goes what hangs on their answers.
insert into erasure as kept (recipient, at) values (%(recipient)s, %(now)s)
on conflict (recipient, campaign, occasion) do update set at = greatest(kept.at, excluded.at)
