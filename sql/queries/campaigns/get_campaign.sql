-- The one row is the campaign of this slug with all that was set for it.
select
    {campaign_columns}, logo,
    array(select id from tool_key where campaign = slug and revoked_at is null) as tool_keys
from campaign
where slug = %(slug)s
