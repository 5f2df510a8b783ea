-- A question, a choice and a score each: how many with this score chose it.
select question, choice, score, answers from chosen where campaign = %(campaign)s
