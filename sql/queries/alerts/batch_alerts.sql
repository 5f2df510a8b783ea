-- Puts all that waits of a rule into one batch, and says when the next may be: the channels that it goes to.
with batched as (
    update alert_event set batch = %(batch)s where rule = %(rule)s and batch is null returning id
), next as (
    update alert_rule set next_at = %(next_at)s where id = %(rule)s and exists (select 1 from batched)
)
select channel from alert_rule_channel where rule = %(rule)s and exists (select 1 from batched) order by channel
