-- Whether a channel was told of an answer before.
select exists (select 1 from outbox_message
               where recipient = %(recipient)s and campaign = %(campaign)s and occasion = %(occasion)s
                 and channel = %(channel)s and kind = 'rated' and id <> %(id)s and (state = 'sent' or attempts > 0))
