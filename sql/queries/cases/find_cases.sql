-- One row per case that is wanted, of an answer that counts: what the team did with it, the answer, and what else its person
-- answered, where a reference of them is kept; with "after" those behind that place only. "total" is how many match in all, counted no further than "most".
with matching as not materialized (
    select * from comment
    where opened_at is not null and score is not null
      and (%(only)s::bigint is null or recipient = %(only)s and occasion = %(on)s::bigint)
      and (%(campaign)s::text is null or campaign = %(campaign)s)
      and (%(touchpoint)s::text is null or campaign in (select slug from campaign where campaign.touchpoint = %(touchpoint)s))
      and (%(scores)s::smallint[] is null or score = any (%(scores)s))
      and (%(rule)s::text is null or rule = %(rule)s)
      and (%(tag)s::text is null or tags <> '{}' and tags @> array[%(tag)s::text])
      and (%(since)s::timestamptz is null and %(until)s::timestamptz is null
           or exists (select 1 from rating as answer
                      where answer.campaign = comment.campaign and answer.recipient = comment.recipient
                        and answer.occasion = comment.occasion and answer.bucket = comment.bucket
                        and (%(since)s is null or answer.at >= %(since)s) and (%(until)s is null or answer.at < %(until)s)))
      and (not %(unhandled)s::boolean or handler is null)
      and (%(handler)s::text is null or handler = %(handler)s)
      and (%(state)s::text <> 'waiting'
           or status = 'open' and (snoozed_until is null or snoozed_until <= %(now)s::timestamptz))
      and (%(state)s <> 'asleep' or status = 'open' and snoozed_until > %(now)s)
      and (%(state)s <> 'closed' or status = 'closed')
), found as (
    (select * from matching
     where %(sort)s::text = 'oldest'
       and (not %(after)s::boolean or (waiting_since, campaign, recipient, occasion)
            > (%(after_waiting)s::timestamptz, %(after_campaign)s::text, %(after_recipient)s::bigint, %(after_occasion)s::bigint))
     order by waiting_since, campaign, recipient, occasion
     limit %(limit)s offset %(offset)s)
    union all
    (select * from matching
     where %(sort)s = 'newest'
       and (not %(after)s or (waiting_since, campaign, recipient, occasion) < (%(after_waiting)s, %(after_campaign)s, %(after_recipient)s, %(after_occasion)s))
     order by waiting_since desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s offset %(offset)s)
    union all
    (select * from matching
     where %(sort)s = 'lowest'
       and (not %(after)s or (score, waiting_since, campaign, recipient, occasion)
            > (%(after_score)s::smallint, %(after_waiting)s, %(after_campaign)s, %(after_recipient)s, %(after_occasion)s))
     order by score, waiting_since, campaign, recipient, occasion
     limit %(limit)s offset %(offset)s)
    union all
    (select * from matching
     where %(sort)s = 'handled' and handled_at is not null
     order by handled_at desc
     limit %(limit)s offset %(offset)s)
), total as materialized (
    select count(*) as cases from (select 1 from matching limit %(most)s) as matched
)
select
    found.campaign, found.recipient, found.occasion, found.opened_at, found.waiting_since, found.score, found.rule,
    found.language, rating.comment, rating.at as answered_at, campaign.name, coalesce(campaign.touchpoint, '') as touchpoint,
    rating.question, rating.choice, campaign.questions, campaign.scale, campaign.asks,
    found.status, found.tags, found.note, found.handler, found.reason, found.snoozed_until, found.reacted_at,
    found.reacted_by, found.closed_at, history.changes,
    contact.address as contact, contact.at as contact_at, nullif(message.reference, '') as message, nullif(person.reference, '') as reference, elsewhere.others,
    {persons_course} as course,
    {persons_answers} as person,
    (select cases from total) as total
from found
join rating using (campaign, recipient, occasion, bucket)
join campaign on campaign.slug = found.campaign
left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
    and message.occasion = rating.occasion and message.bucket = rating.bucket
left join contact_request as contact on contact.campaign = rating.campaign and contact.recipient = rating.recipient
    and contact.occasion = rating.occasion and contact.bucket = rating.bucket
left join recipient as person on person.recipient = rating.recipient and person.bucket = rating.bucket
{comment_history}
left join lateral (
    select json_agg(json_build_object('campaign', name, 'at', at, 'score', score, 'scale', scale, 'asks', asks,
                                      'comment', comment) order by at desc) as others
    from (
        select place.name, place.scale, place.asks, other.at, other.score, left(other.comment, 200) as comment
        from rating as other join campaign as place on place.slug = other.campaign
        where %(shown)s and person.recipient is not null and other.recipient = rating.recipient and other.bucket = rating.bucket
          and other.campaign in (select slug from campaign) and other.score is not null
          and (other.campaign, other.occasion) <> (rating.campaign, rating.occasion)
        order by other.at desc
        limit 5
    ) as latest
) as elsewhere on true
order by  -- as it was found
    case when %(sort)s = 'lowest' then found.score end,
    case when %(sort)s in ('oldest', 'lowest') then found.waiting_since end,
    case %(sort)s when 'newest' then found.waiting_since when 'handled' then found.handled_at end desc,
    case when %(sort)s in ('oldest', 'lowest') then found.campaign end,
    case when %(sort)s in ('oldest', 'lowest') then found.recipient end,
    case when %(sort)s in ('oldest', 'lowest') then found.occasion end,
    found.campaign desc, found.recipient desc, found.occasion desc
