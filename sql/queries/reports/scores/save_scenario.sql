-- A row if the scenario was kept: one of the same name is replaced, and there are "most" at most.
insert into scenario (name, inputs, account, at)
select %(name)s, %(inputs)s, %(account)s, %(at)s
where (select count(*) from scenario where name <> %(name)s) < %(most)s
on conflict (name) do update set inputs = excluded.inputs, account = excluded.account, at = excluded.at
returning name
