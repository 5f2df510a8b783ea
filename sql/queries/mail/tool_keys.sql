-- A key each, revoked ones too, newest first: of one campaign, or of all.
select id, campaign, tool, made_at, made_by, revoked_at from tool_key
where %(campaign)s::text is null or campaign = %(campaign)s
order by id desc
