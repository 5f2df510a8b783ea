-- One row: the new rule's id; none where there are as many as there can be.
insert into case_rule (id, name, campaign, touchpoint, score_to, question, choice, second_low, topic, account, made_at)
select %(id)s, %(name)s, %(campaign)s, %(touchpoint)s, %(score_to)s, %(question)s, %(choice)s, %(second_low)s, %(topic)s, %(account)s,
       %(made_at)s
where (select count(*) from case_rule) < %(most)s
returning id
