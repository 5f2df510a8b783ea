-- All rules, the oldest first, with the names of their channels and how many events wait for a message.
select id, name, kinds, campaign, touchpoint, score_to, comments, pace, quiet_from, quiet_to, zone, account, made_at, next_at,
       changed, case_event, looked,
       array(select channel.name from alert_rule_channel join channel on channel.id = channel
             where rule = alert_rule.id order by channel.name) as channels,
       (select count(*)::int from alert_event where rule = alert_rule.id and batch is null) as waiting
from alert_rule
order by id
