slug, name, owner, touchpoint, target_score, target_answers, asks, language, policy, sender, question, help_url, help_label,
    share_url, share_label, texts, questions, sent_at, scale, mails, waves, repeat_after, time_zone, count_unsigned, change_closed,
    offer_contact, demo, created_at, closed_at
