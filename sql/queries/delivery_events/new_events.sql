-- The hashes that were not known; they are from now on. Who tells of the same ones at the same time waits here.
insert into delivery_event (hash, at)
select hash, at from unnest(%(hashes)s::bytea[], %(times)s::timestamptz[]) as told (hash, at)
order by hash
on conflict (hash) do nothing
returning hash
