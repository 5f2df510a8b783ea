-- Of a "rating": how its person answered in three campaigns or more, where a reference of them is kept; null of others.
(select json_build_object('answers', count(*), 'unhappy', count(*) filter (where answer.score <= 6),
                          'campaigns', count(distinct answer.campaign))
 from campaign as of join rating as answer on answer.campaign = of.slug
     and answer.recipient = rating.recipient and answer.bucket = rating.bucket and answer.score is not null
 where %(shown)s and exists (
     select 1 from recipient as kept where kept.recipient = rating.recipient and kept.bucket = rating.bucket)
 having count(distinct answer.campaign) >= 3)
