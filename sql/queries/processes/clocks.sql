-- One row: the database's clock; when housekeeping last deleted (before its first time: when the newest entry of the audit
-- trail and the newest answer were made; null where there is nothing), and for how many rounds it has held since.
select
    clock_timestamp() as clock,
    coalesce(
        (select at from housekeeping),
        greatest((select at from audit order by id desc limit 1), (select max(minute) from rollup))) as last_at,
    coalesce((select held_rounds from housekeeping), 0) as held_rounds
