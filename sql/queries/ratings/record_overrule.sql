-- A decision of the team, which is one more event in the evidence, so that no verdict which was judged without it
-- can be written any more.
with rated as (
    update rating set events = events + 1
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
)
insert into overrule (campaign, recipient, occasion, bucket, at, score, lifted, account, note,
                      before_id, before_at, before_score, before_proof)
values (%(campaign)s, %(recipient)s, %(occasion)s, %(bucket)s, %(at)s, %(score)s, %(lifted)s, %(account)s, %(note)s,
        %(before_id)s, %(before_at)s, %(before_score)s, %(before_proof)s)
