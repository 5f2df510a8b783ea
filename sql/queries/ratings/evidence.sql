-- One row for each row of the recipient's evidence since a time (one row of nulls when there is none), beside the
-- rating's state and the team's decision that is in force, if there is one; all of one moment.
select rating.events, rating.first_at, rating.score, rating.state, rating.proof, rating.reason, rating.id,
       rating.at, rating.client, decided.at, decided.score,
       visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode,
       visit.first_id, visit.more_ids, visit.more_scores
from rating
left join visit on visit.campaign = rating.campaign and visit.recipient = rating.recipient
     and visit.occasion = rating.occasion and visit.bucket = rating.bucket and visit.at >= %(since)s
left join lateral (
    select at, score, lifted from overrule
    where campaign = rating.campaign and recipient = rating.recipient and occasion = rating.occasion
      and bucket = rating.bucket
    order by at desc
    limit 1
) as decided on not decided.lifted
where rating.campaign = %(campaign)s and rating.recipient = %(recipient)s
  and rating.occasion = %(occasion)s and rating.bucket = %(bucket)s
