-- One row per recipient with any evidence in a campaign: what counts and why.
select recipient, score, proof, state, reason from rating where campaign = %(campaign)s
