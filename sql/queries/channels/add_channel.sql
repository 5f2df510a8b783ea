-- The new channel's id; no row where another has its name.
insert into channel (id, name, kind, sealed, settings, created_at, created_by)
values (%(id)s, %(name)s, %(kind)s, %(sealed)s, %(settings)s, %(now)s, %(account)s)
on conflict (name) do nothing
returning id
