-- No rows: replaces all that can be changed of a campaign.
update campaign set
    name = %(name)s, owner = %(owner)s, touchpoint = %(touchpoint)s, asks = %(asks)s, language = %(language)s, policy = %(policy)s,
    sender = %(sender)s, question = %(question)s, help_url = %(help_url)s, help_label = %(help_label)s,
    share_url = %(share_url)s, share_label = %(share_label)s, texts = %(texts)s, questions = %(questions)s,
    logo = %(logo)s, sent_at = %(sent_at)s, scale = %(scale)s, mails = %(mails)s, repeat_after = %(repeat_after)s, time_zone = %(time_zone)s, closed_at = %(closed_at)s
where slug = %(slug)s
