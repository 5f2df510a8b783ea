-- A row is one of these names that no role on this server has.
select name from unnest(%(names)s::text[]) as name
where not exists (select 1 from pg_roles where rolname = name)
order by name
