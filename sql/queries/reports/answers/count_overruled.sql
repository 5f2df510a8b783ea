-- One number: about how many answers a decision of the team is in force, counted no further than the limit.
select count(*) from (
    select 1 from overrule
    join rating on rating.campaign = overrule.campaign and rating.recipient = overrule.recipient
         and rating.occasion = overrule.occasion and rating.bucket = overrule.bucket
         and rating.state = 'overruled' and rating.at = overrule.at
    where overrule.campaign = %(slug)s
    limit %(limit)s
) as decided
