-- No rows: how far a campaign's changes are tagged.
insert into topic_seen (campaign, changed, recipient, occasion, zone)
values (%(campaign)s, %(changed)s, %(recipient)s, %(occasion)s, %(zone)s)
on conflict (campaign) do update set
    changed = excluded.changed, recipient = excluded.recipient, occasion = excluded.occasion, zone = excluded.zone
