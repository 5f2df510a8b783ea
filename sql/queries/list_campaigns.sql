-- A row is a campaign with all that was set for it; newest first.
select
    slug, name, owner, touchpoint, language, policy, sender, question, help_url, help_label,
    share_url, share_label, sent_at, mails, repeat_after, demo, created_at, closed_at
from campaign
order by created_at desc, slug
