-- One row per visit of the recipient since a time (one row of nulls when there is none), beside the
-- rating's state, all of one moment.
select rating.events, rating.first_at, rating.score, rating.state, rating.proof, rating.reason, rating.id,
       rating.at, rating.client,
       visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode
from rating
left join visit on visit.campaign = rating.campaign and visit.recipient = rating.recipient
     and visit.occasion = rating.occasion and visit.bucket = rating.bucket and visit.at >= %(since)s
where rating.campaign = %(campaign)s and rating.recipient = %(recipient)s
  and rating.occasion = %(occasion)s and rating.bucket = %(bucket)s
