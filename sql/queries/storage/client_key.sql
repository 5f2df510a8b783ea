-- One row: the day's key for hashing clients; whoever asks first makes it.
with made as (
    insert into client_key (day, key) values (%(day)s, %(key)s) on conflict do nothing returning key
)
select key from made union all select key from client_key where day = %(day)s limit 1
