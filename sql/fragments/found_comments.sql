answered as materialized (  -- all that is on the nodes, where rows are parted over some
    select
        found.campaign, found.recipient, found.occasion, found.at, found.score, found.language, rating.comment, campaign.name,
        rating.question, rating.choice, campaign.questions,
        found.status, found.starred, found.tags, found.note, found.handler, found.handled_at, history.changes,
        case when %(shown)s and %(search)s is not null then ts_headline(
            comment_stemming(found.language), rating.comment, comment_query(found.language, %(search)s),
            'HighlightAll=true, StartSel=' || chr(1) || ', StopSel=' || chr(2)
        ) end as marked,
        campaign.scale, campaign.asks, nullif(message.reference, '') as message, shared.clients as shared_clients,
        {persons_answers} as person, {persons_course} as course,
        array(select topic from topic_tag as tag
              where tag.campaign = rating.campaign and tag.recipient = rating.recipient and tag.occasion = rating.occasion
                and tag.bucket = rating.bucket) as mentioned,
        (select jsonb_object_agg(topic, verdict) from topic_correction as correction
         where %(shown)s and correction.campaign = rating.campaign and correction.recipient = rating.recipient
           and correction.occasion = rating.occasion and correction.bucket = rating.bucket) as corrected
    from found
    join rating using (campaign, recipient, occasion, bucket)
    join campaign on campaign.slug = found.campaign
    left join occasion_attribute as message on message.campaign = rating.campaign and message.recipient = rating.recipient
        and message.occasion = rating.occasion and message.bucket = rating.bucket
    left join shared_token as shared on shared.campaign = rating.campaign and shared.recipient = rating.recipient
        and shared.bucket = rating.bucket
    {comment_history}
)
select
    campaign, recipient, occasion, at, score, language, comment, name, question, choice, questions,
    status, starred, tags, note, handler, changes, marked, scale, asks, message, shared_clients,
    (select comments from total) as total,
    (select json_agg(json_build_object(
                'slug', topic.slug, 'kind', topic.kind, 'names', topic.names, 'mentioned', topic.id = any (answered.mentioned),
                'verdict', answered.corrected ->> topic.id::text,
                'words', case when %(shown)s and topic.id = any (answered.mentioned) and topic.slug = 'strong' then
                    topic_phrases_in(answered.language, answered.comment, rule.phrases) end)
            order by topic.kind desc, topic.place, topic.id)
     from topic
     left join topic_rule as rule on rule.topic = topic.id and rule.language = answered.language
     where %(shown)s or topic.id = any (answered.mentioned)) as topics,
    person, course
from answered
order by  -- as it was found
    case %(walk)s when 'better' then score when 'worse' then -score end,
    case when %(walk)s in ('up', 'better') then at end,
    case %(walk)s when 'down' then at when 'worse' then at when 'handled' then handled_at end desc,
    case when %(walk)s in ('up', 'better') then campaign end,
    case when %(walk)s in ('up', 'better') then recipient end,
    case when %(walk)s in ('up', 'better') then occasion end,
    campaign desc, recipient desc, occasion desc
