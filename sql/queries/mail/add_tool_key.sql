-- No rows: a new key with which a mail tool signs for a campaign.
insert into tool_key (id, campaign, tool, made_at, made_by)
values (%(id)s, %(campaign)s, %(tool)s, %(made_at)s, %(made_by)s)
