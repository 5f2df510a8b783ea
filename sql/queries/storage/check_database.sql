-- One row: the server's version as a number, its clock, and how many of the next days have no partition
-- for their evidence.
select
    current_setting('server_version_num')::int / 10000 as version,
    clock_timestamp() as clock,
    (select count(*)
     from generate_series(0, %(days)s - 1) as n
     where to_regclass('visit_' || to_char(%(today)s::date + n, 'YYYYMMDD')) is null)::int as missing
