-- How far this server and its standbys are, for the web processes, which may not read pg_stat_replication themselves:
-- which server it is and on which timeline (another after a promotion or a restore), the place in its log that commits
-- until now lie before, how many standbys are connected, and up to where the slowest of them has the log on its disk
-- (null where there is none, or where the owner of this function may not see it: grant it pg_monitor). No row on a standby.
create function standby_progress()
returns table (server text, here bigint, standbys integer, flushed bigint)
language sql stable security definer as $function$
    select s.system_identifier || '-' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
           (pg_current_wal_insert_lsn() - '0/0')::bigint, r.standbys, r.flushed
    from pg_control_system() as s,
         lateral (
             select count(*)::integer as standbys,
                    case when count(*) = count(flush_lsn) then (min(flush_lsn) - '0/0')::bigint end as flushed
             from pg_stat_replication
             where state is distinct from 'backup'
         ) as r
    where not pg_is_in_recovery()
$function$;

do $$
begin
    execute format('alter function standby_progress set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function standby_progress from public;
grant execute on function standby_progress to feedback_collector;
