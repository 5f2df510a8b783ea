-- The collector's role can record and nothing else: it may write a comment but never read one, and
-- cannot see accounts or who a recipient is.
do $$
begin
    if not exists (select from pg_roles where rolname = 'feedback_collector') then
        create role feedback_collector login;
    end if;
    if not pg_has_role(current_user, 'feedback_collector', 'member') then
        execute format('grant feedback_collector to %I', current_user);
    end if;
exception
    when unique_violation or duplicate_object then null;  -- another database's migration made it first
    when insufficient_privilege then
        raise exception 'may not create the role feedback_collector'
            using hint = 'Let an administrator run: create role feedback_collector login; '
                         'grant feedback_collector to the user that migrates. Then migrate again.';
end
$$;

grant select on campaign to feedback_collector;
grant select, insert on client_key to feedback_collector;
grant select, insert, delete on visit to feedback_collector;
grant insert on rating to feedback_collector;
grant select (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, aside, state, proof,
              reason, at, id, settles_at, client, language, commented_at, was_score, was_aside, was_clicked, was_comment)
    on rating to feedback_collector;
grant update on rating to feedback_collector;
grant select, insert, update on rollup to feedback_collector;
