-- No rows: stores a new campaign; a slug that is taken is a unique violation.
insert into campaign (
    slug, name, owner, touchpoint, asks, language, policy, sender, question, help_url, help_label,
    share_url, share_label, texts, questions, logo, sent_at, scale, mails, repeat_after, time_zone, demo, created_at, closed_at
) values (
    %(slug)s, %(name)s, %(owner)s, %(touchpoint)s, %(asks)s, %(language)s, %(policy)s, %(sender)s, %(question)s, %(help_url)s, %(help_label)s,
    %(share_url)s, %(share_label)s, %(texts)s, %(questions)s, %(logo)s, %(sent_at)s, %(scale)s, %(mails)s, %(repeat_after)s, %(time_zone)s, %(demo)s, %(created_at)s, %(closed_at)s
)
