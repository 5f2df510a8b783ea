-- The one row is the campaign of this slug with all that was set for it.
select
    slug, name, owner, touchpoint, asks, language, policy, sender, question, help_url, help_label,
    share_url, share_label, texts, questions, logo, sent_at, scale, mails, repeat_after, time_zone, demo, created_at, closed_at,
    array(select id from tool_key where campaign = slug and revoked_at is null) as tool_keys
from campaign
where slug = %(slug)s
