-- The release before makes topics without a number, while it runs beside this one. `distribute` drops this default on Citus.
alter table topic alter column id set default nextval('topic_number');
