-- A row is a rule that opens cases, the oldest first.
select id, name, campaign, touchpoint, score_to, question, choice, second_low, topic, account, made_at
from case_rule
order by id
