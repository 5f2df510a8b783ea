select
    found.campaign, found.recipient, found.occasion, found.at, found.score, found.language, rating.comment, campaign.name,
    rating.question, rating.choice, campaign.questions,
    found.status, found.starred, found.tags, found.note, found.handler, history.changes,
    case when %(shown)s and %(search)s is not null then ts_headline(
        comment_stemming(found.language), rating.comment, comment_query(found.language, %(search)s),
        'HighlightAll=true, StartSel=' || chr(1) || ', StopSel=' || chr(2)
    ) end as marked,
    campaign.scale, campaign.asks, nullif(message.reference, '') as message, shared.clients as shared_clients,
    (select comments from total) as total, mentioned.topics, {persons_answers} as person,
    {persons_course} as course
from found
join rating using (campaign, recipient, occasion, bucket)
join campaign on campaign.slug = found.campaign
left join occasion_attribute as message on message.campaign = found.campaign and message.recipient = found.recipient
    and message.occasion = found.occasion and message.bucket = found.bucket
left join shared_token as shared on shared.campaign = found.campaign and shared.recipient = found.recipient
    and shared.bucket = found.bucket
{comment_history}
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
