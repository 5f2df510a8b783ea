-- How far each server that has a part of the answers is, and its standbys: a row for each, in the order of their parts, and last
-- of the one that is asked where it has none of them; see standby_progress(). Here the one. What parts a database puts
-- another function in its place; nulls are of a server that does not answer.
create function standbys_of_servers()
returns table (part integer, server text, here bigint, standbys integer, flushed bigint)
language sql stable as $function$
    select 0, own.server, own.here, own.standbys, own.flushed from standby_progress() as own
$function$;
