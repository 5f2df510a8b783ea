-- The new rule's id, where there are not too many; it reads on behind all cases that there are.
with added as (
    insert into alert_rule (id, name, kinds, campaign, touchpoint, score_to, comments, pace, quiet_from, quiet_to, zone, account,
                            made_at, next_at, changed)
    select %(id)s, %(name)s, %(kinds)s, %(campaign)s, %(touchpoint)s, %(score_to)s, %(comments)s, %(pace)s, %(quiet_from)s,
           %(quiet_to)s, %(zone)s, %(account)s, %(now)s, %(next_at)s, change_from_now()
    where (select count(*) from alert_rule) < %(most)s
    returning id
), told as (
    insert into alert_rule_channel (rule, channel)
    select added.id, channel.id from added, channel where channel.name = any (%(channels)s) and channel.kind = any (%(channel_kinds)s)
      and not channel.settings ? 'digest'
)
select id from added
