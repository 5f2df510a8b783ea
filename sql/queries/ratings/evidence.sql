-- One row for each row of the recipient's evidence since a time (one row of nulls when there is none), beside the
-- rating's state and the team's decision that is in force, if there is one; all of one moment.
select events_there, first_at, standing_score, state, proof, reason, standing_id, standing_at, standing_client,
       decided_at, decided_score, id, at, did, score, client, network, flags, page, mode, first_id, more_ids, more_scores
from recorded_evidence(%(bucket)s::smallint, %(campaign)s, %(recipient)s, %(occasion)s, %(since)s)
