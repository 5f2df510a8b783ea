-- From Postgres 16 on, whoever makes a role may give it to others, and not take it on: a user who may make roles, and
-- is no administrator, gives it to itself here. Where that is not allowed, somebody else made the role.
do $$
declare
    missing boolean := false;
begin
    if current_setting('server_version_num')::integer >= 160000 then
        execute $sql$ select not pg_has_role(current_user, 'feedback_collector', 'set') $sql$ into missing;
    end if;
    if missing then
        execute format('grant feedback_collector to %I', current_user);
    end if;
exception
    when insufficient_privilege then null;
end
$$;
