-- Of what is "found": how its person answered in three campaigns or more, where a reference of them is kept; null of others.
(select json_build_object('answers', count(*), 'unhappy', count(*) filter (where answer.score <= 6),
                          'campaigns', count(distinct answer.campaign))
 from campaign as of join rating as answer on answer.campaign = of.slug
     and answer.recipient = found.recipient and answer.bucket = found.bucket and answer.score is not null
 where %(shown)s and exists (
     select 1 from recipient as kept where kept.recipient = found.recipient and kept.bucket = found.bucket)
 having count(distinct answer.campaign) >= 3)
