-- A row is a campaign with all that was set for it but its logo, which weighs too much for lists; newest first. "slugs" null stands for all campaigns.
select
    slug, name, owner, touchpoint, asks, language, policy, sender, question, help_url, help_label,
    share_url, share_label, texts, questions, null as logo, sent_at, scale, mails, repeat_after, time_zone, demo, created_at, closed_at,
    array(select id from tool_key where campaign = slug and revoked_at is null) as tool_keys
from campaign
where %(slugs)s::text[] is null or slug = any(%(slugs)s::text[])
order by created_at desc, slug
