-- One row per comment that is wanted, of an answer that counts, with what the team did with it: in the order
-- of "walk" (up and down in time, to better or worse scores, or as the team last handled them) and from behind a
-- place in it (null: from its start). "total" is how many match in all, counted
-- no further than "most". "marked" is the text with what was searched for between two control characters;
-- that and the latest changes only of what is to be shown. A follow-up answer belongs to the scores that are asked it.
-- What is known of the answer stands beside its comment, so that the few of many are found by an index. "people" are
-- those who may have the attribute, where they are "few"; they are taken out of their array once, which would else be
-- planned with each time that it is read. A topic is looked for by its number; "topics" are all of them, for comments that
-- mention none. A mismatch is a high score beside strong language, or a low one beside praise. Of what is to be shown "topics"
-- has all topics with what is known of them, else those that are mentioned; "person" how a person whose reference is kept
-- answered in several campaigns.
with matching as not materialized (
    select * from comment
    where at is not null and score is not null
      and (%(campaign)s::text is null or campaign = %(campaign)s)
      and (%(only)s::bigint is null or recipient = %(only)s and occasion = %(on)s::bigint)
      and (%(low)s::smallint is null or score between %(low)s and %(high)s::smallint)
      and (%(scores)s::smallint[] is null or score = any (%(scores)s))
      and (%(language)s::text is null or language = %(language)s)
      and (%(since)s::timestamptz is null or at >= %(since)s)
      and (%(until)s::timestamptz is null or at < %(until)s)
      and (%(tag)s::text is null or tags <> '{}' and tags @> array[%(tag)s::text])
      and (%(status)s::text is null or status = %(status)s)
      and (not %(starred)s::boolean or starred)
      and (not %(unhandled)s::boolean or handler is null)
      and (%(handler)s::text is null or handler = %(handler)s)
      and (%(search)s::text is null
           or language = 'nl' and words @@ comment_query('nl', %(search)s)
           or language = 'en' and words @@ comment_query('en', %(search)s)
           or language = 'de' and words @@ comment_query('de', %(search)s)
           or language = 'fr' and words @@ comment_query('fr', %(search)s)
           or language not in ('nl', 'en', 'de', 'fr') and words @@ comment_query('', %(search)s))
      and (%(question)s::smallint is null or question = %(question)s and score between %(asked_low)s::smallint
           and %(asked_high)s::smallint)
      and (%(choice)s::smallint is null or choice = %(choice)s)
      and (not %(unknown_client)s::boolean or client_class is null)
      and (%(client)s::client_class is null or client_class = %(client)s)
      and (%(proofs)s::text[] is null or proof::text = any (%(proofs)s))
      and (%(wave_from)s::timestamptz is null or wave_at >= %(wave_from)s)
      and (%(wave_until)s::timestamptz is null or wave_at < %(wave_until)s)
      and (%(early)s::boolean is null or %(early)s = (answered_at <= interval '24 hours' + coalesce(
          sent_at, %(sent_at)s::timestamptz,
          (select min(at) from rating where rating.campaign = %(campaign)s and rating.score is not null))))
      and (not %(few)s::boolean or recipient = any (array(select unnest(%(people)s::bigint[]))))
      and (%(attribute)s::jsonb is null or (
          coalesce((select attributes from recipient as person
                    where person.recipient = comment.recipient and person.bucket = comment.bucket), '{}')
          || coalesce((select attributes from occasion_attribute as message
                       where message.campaign = comment.campaign and message.recipient = comment.recipient
                         and message.occasion = comment.occasion and message.bucket = comment.bucket), '{}')
          ) @> %(attribute)s)
      and (%(topic)s::smallint is null or exists (
          select from topic_tag as tag
          where tag.topic = %(topic)s and tag.campaign = comment.campaign and tag.recipient = comment.recipient
            and tag.occasion = comment.occasion and tag.bucket = comment.bucket))
      and (%(topics)s::smallint[] is null or not exists (
          select from topic_tag as tag
          where tag.topic = any (%(topics)s) and tag.campaign = comment.campaign and tag.recipient = comment.recipient
            and tag.occasion = comment.occasion and tag.bucket = comment.bucket))
      and (%(strong)s::smallint is null or score >= 9 and exists (
          select from topic_tag as tag
          where tag.topic = %(strong)s and tag.score >= 9 and tag.campaign = comment.campaign
            and tag.recipient = comment.recipient and tag.occasion = comment.occasion and tag.bucket = comment.bucket)
        or score <= 2 and exists (
          select from topic_tag as tag
          where tag.topic = %(praise)s::smallint and tag.score <= 2 and tag.campaign = comment.campaign
            and tag.recipient = comment.recipient and tag.occasion = comment.occasion and tag.bucket = comment.bucket))
), found as (
    (select *, row_number() over walk as place from matching
     where %(walk)s::text = 'up' and (%(at)s::timestamptz is null
           or (at, campaign, recipient, occasion)
              > (%(at)s, %(in_campaign)s::text, %(recipient)s::bigint, %(occasion)s::bigint))
     window walk as (order by at, campaign, recipient, occasion)
     order by at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'down' and (%(at)s is null
           or (at, campaign, recipient, occasion) < (%(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     window walk as (order by at desc, campaign desc, recipient desc, occasion desc)
     order by at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'better' and (%(at)s is null
           or (score, at, campaign, recipient, occasion)
              > (%(score)s::smallint, %(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     window walk as (order by score, at, campaign, recipient, occasion)
     order by score, at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'worse' and (%(at)s is null
           or (score, at, campaign, recipient, occasion)
              < (%(score)s, %(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     window walk as (order by score desc, at desc, campaign desc, recipient desc, occasion desc)
     order by score desc, at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'handled' and handled_at is not null
     window walk as (order by handled_at desc)
     order by handled_at desc
     limit %(limit)s)
), total as materialized (
    select count(*) as comments from (select from matching limit %(most)s) as matched
)
select
    found.campaign, found.recipient, found.occasion, found.at, found.score, found.language, rating.comment, campaign.name,
    rating.question, rating.choice, campaign.questions,
    found.status, found.starred, found.tags, found.note, found.handler, history.changes,
    case when %(shown)s and %(search)s is not null then ts_headline(
        comment_stemming(found.language), rating.comment, comment_query(found.language, %(search)s),
        'HighlightAll=true, StartSel=' || chr(1) || ', StopSel=' || chr(2)
    ) end as marked,
    campaign.scale, campaign.asks, nullif(message.reference, '') as message, shared.clients as shared_clients,
    (select comments from total) as total, mentioned.topics, person.person
from found
join rating using (campaign, recipient, occasion, bucket)
join campaign on campaign.slug = found.campaign
left join occasion_attribute as message on message.campaign = found.campaign and message.recipient = found.recipient
    and message.occasion = found.occasion and message.bucket = found.bucket
left join shared_token as shared on shared.campaign = found.campaign and shared.recipient = found.recipient
    and shared.bucket = found.bucket
left join lateral (
    select json_agg(json_build_object('at', at, 'account', account, 'field', field, 'value', value) order by id desc) as changes
    from (
        select * from comment_change as made
        where %(shown)s::boolean and made.campaign = found.campaign and made.recipient = found.recipient
          and made.occasion = found.occasion and made.bucket = found.bucket
        order by id desc
        limit 20
    ) as latest
) as history on true
left join lateral (
    select json_agg(json_build_object(
               'slug', topic.slug, 'kind', topic.kind, 'names', topic.names, 'mentioned', tag.topic is not null,
               'verdict', correction.verdict,
               'words', case when %(shown)s and tag.topic is not null and topic.slug = 'strong' then
                   topic_phrases_in(found.language, rating.comment, (
                       select phrases from topic_rule
                       where topic_rule.topic = topic.id and topic_rule.language = found.language)) end)
           order by topic.kind desc, topic.place, topic.id) as topics
    from topic
    left join topic_tag as tag on tag.campaign = found.campaign and tag.recipient = found.recipient
        and tag.occasion = found.occasion and tag.bucket = found.bucket and tag.topic = topic.id
    left join topic_correction as correction on %(shown)s and correction.campaign = found.campaign
        and correction.recipient = found.recipient and correction.occasion = found.occasion
        and correction.bucket = found.bucket and correction.topic = topic.id
    where %(shown)s or tag.topic is not null
) as mentioned on true
left join lateral (
    select json_build_object('answers', count(*), 'unhappy', count(*) filter (where answer.score <= 6),
                             'campaigns', count(distinct answer.campaign)) as person
    from campaign as of join rating as answer on answer.campaign = of.slug
        and answer.recipient = found.recipient and answer.bucket = found.bucket and answer.score is not null
    where %(shown)s and exists (
        select from recipient as known where known.recipient = found.recipient and known.bucket = found.bucket)
    having count(distinct answer.campaign) >= 3
) as person on true
order by found.place
