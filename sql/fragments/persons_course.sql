-- Of a "rating": its person's latest answer at each touchpoint, where a reference of them is kept; null of others.
(select json_agg(json_build_object('touchpoint', touchpoint, 'place', place, 'at', at, 'score', score, 'scale', scale, 'asks', asks))
 from (
     select distinct on (own.touchpoint) own.touchpoint, placed.place, own.scale, own.asks, answer.at, answer.score
     from campaign as own join rating as answer on answer.campaign = own.slug
         and answer.recipient = rating.recipient and answer.bucket = rating.bucket and answer.score is not null
     left join touchpoint_place as placed on placed.touchpoint = own.touchpoint
     where %(shown)s and own.touchpoint <> '' and exists (
         select 1 from recipient as kept where kept.recipient = rating.recipient and kept.bucket = rating.bucket)
     order by own.touchpoint, answer.at desc
 ) as latest)
