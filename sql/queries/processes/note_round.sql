-- No rows: notes by which time housekeeping deletes, and for how many rounds it has not.
insert into housekeeping (at, held_rounds) values (%(at)s, %(held_rounds)s)
on conflict (id) do update set at = excluded.at, held_rounds = excluded.held_rounds
