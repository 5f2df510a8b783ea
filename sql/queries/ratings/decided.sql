-- One row: when a rating's mail was sent, by its token and by its campaign, and the campaign's policy and scale; and the
-- team's last decision with the answer that stood before, nulls where there is none.
select rating.sent_at, campaign.sent_at, campaign.policy, campaign.scale, decided.at,
       decided.before_id, decided.before_at, decided.before_score, decided.before_proof
from rating
join campaign on campaign.slug = rating.campaign
left join lateral (
    select at, before_id, before_at, before_score, before_proof from overrule
    where campaign = rating.campaign and recipient = rating.recipient and occasion = rating.occasion
      and bucket = rating.bucket
    order by at desc
    limit 1
) as decided on true
where rating.campaign = %(campaign)s and rating.recipient = %(recipient)s
  and rating.occasion = %(occasion)s and rating.bucket = %(bucket)s
