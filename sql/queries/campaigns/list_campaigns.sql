-- A row is a campaign with all that was set for it but its logo, which weighs too much for lists; newest first. "slugs" null stands for all campaigns.
select
    {campaign_columns}, null as logo,
    array(select id from tool_key where campaign = slug and revoked_at is null) as tool_keys
from campaign
where %(slugs)s::text[] is null or slug = any(%(slugs)s::text[])
order by created_at desc, slug
