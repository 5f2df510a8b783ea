-- As in 0125, and with the epoch of changes: a backup that is restored into the same server is another database too,
-- which may lack what this one had.
create or replace function standby_progress()
returns table (server text, here bigint, standbys integer, flushed bigint)
language sql stable security definer as $function$
    select s.system_identifier || '-' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '-' || change_epoch(),
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
