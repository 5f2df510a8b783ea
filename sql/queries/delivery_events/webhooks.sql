-- A webhook each, newest first: all of them, or the one of this id.
select id, name, provider, proof, campaign, created_at, created_by, heard_at, counted, skipped from webhook
where %(id)s::text is null or id = %(id)s
order by created_at desc, name
