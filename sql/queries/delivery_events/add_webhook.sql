-- One row if this name was free: the webhook is made.
insert into webhook (id, name, provider, proof, campaign, created_at, created_by)
values (%(id)s, %(name)s, %(provider)s, %(proof)s, %(campaign)s, %(now)s, %(account)s)
on conflict (name) do nothing
returning id
