-- One row if there is a try left for this key, which it takes; no row if not. Clears the keys that are full again.
with full_again as (
    delete from brake where busy_until < %(now)s and key <> %(key)s
)
insert into brake (key, busy_until) values (%(key)s, %(now)s::timestamptz + %(pause)s)
on conflict (key) do update set busy_until = greatest(brake.busy_until, %(now)s) + %(pause)s
where brake.busy_until <= %(now)s::timestamptz + %(pause)s * (%(tries)s - 1)
returning busy_until
