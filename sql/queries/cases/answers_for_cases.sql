-- A row is an answer that changed within the bounds, or whose time has come, and that may open a case or has one: what the
-- rules ask of it (feedback_buttons/cases/case_rules.py), and the case. "other_low" is the lowest score that counts of the
-- same person elsewhere, where a reference of them is kept and a rule asks for it.
with looked as (
    select change.campaign, recipient, occasion, bucket
    from jsonb_to_recordset(%(bounds)s) as bound (campaign text, since bigint, until bigint)
    join rating_change as change on change.campaign = bound.campaign and changed > since and changed <= until
    union
    select campaign, recipient, occasion, bucket from case_due where due_at <= %(now)s
)
select
    rating.campaign, coalesce(campaign.touchpoint, '') as touchpoint, rating.recipient, rating.occasion, rating.id, rating.at,
    rating.score, rating.question, rating.choice, rating.commented_at, coalesce(rating.language, '') as language,
    case when rating.state = 'settling' and rating.settles_at > %(now)s then rating.settles_at end as settles_at,
    case when %(second)s::boolean and exists (
        select 1 from recipient as person where person.recipient = rating.recipient and person.bucket = rating.bucket
    ) then (
        select min(other.score) from rating as other
        where other.recipient = rating.recipient and other.bucket = rating.bucket
          and other.campaign in (select slug from campaign)
          and (other.campaign, other.occasion) <> (rating.campaign, rating.occasion)
    ) end as other_low,
    case when %(topics)s::smallint[] <> '{}' and rating.commented_at is not null then array(
        select topic from topic_tag as tag
        where tag.campaign = rating.campaign and tag.recipient = rating.recipient and tag.occasion = rating.occasion
          and tag.bucket = rating.bucket and topic = any (%(topics)s)
    ) else '{}' end as topics,
    standing.opened_at, standing.answer, standing.score as case_score, standing.status, standing.closed_at,
    standing.handled_at, contact.at as contact_at
from looked
join rating using (campaign, recipient, occasion, bucket)
join campaign on campaign.slug = rating.campaign
left join comment as standing on standing.campaign = rating.campaign and standing.recipient = rating.recipient
    and standing.occasion = rating.occasion and standing.bucket = rating.bucket
left join contact_request as contact on contact.campaign = rating.campaign and contact.recipient = rating.recipient
    and contact.occasion = rating.occasion and contact.bucket = rating.bucket
where standing.opened_at is not null
   or rating.score is not null and rating.at >= %(oldest)s
      and (contact.at is not null or rating.score <= %(low)s or rating.question is not null and %(asks)s::boolean
           or rating.commented_at is not null and %(topics)s <> '{}')
order by rating.at
