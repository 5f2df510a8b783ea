-- One row if this write, named so by this key, is the first of its name. Another one of that name waits here until
-- this one's transaction has ended.
insert into api_answer (key_id, name, request, status, body, created_at)
values (%(key_id)s, %(name)s, %(request)s, 0, '', %(now)s)
on conflict (key_id, name) do nothing
returning key_id
