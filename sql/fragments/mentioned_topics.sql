-- Joined to "rating": the slugs of the topics that its comment mentions, and of its tones; null without a comment of an answer
-- that counts. A comment that the worker has not looked at yet is looked at here.
left join lateral (
    select coalesce(array_agg(topic.slug order by topic.place, topic.id) filter (where topic.kind = 'topic'), '{}') as topics,
           coalesce(array_agg(topic.slug order by topic.place, topic.id) filter (where topic.kind = 'tone'), '{}') as tone
    from topic join (
        select tag.topic from topic_tag as tag
        where tag.campaign = rating.campaign and tag.recipient = rating.recipient
          and tag.occasion = rating.occasion and tag.bucket = rating.bucket
        union
        select rule.topic
        from (
            select c.campaign, c.recipient, c.occasion, c.bucket, c.language, topic_words(c.language, rating.comment) as words
            from comment as c
            where c.campaign = rating.campaign and c.recipient = rating.recipient
              and c.occasion = rating.occasion and c.bucket = rating.bucket
              and not exists (
                  select 1 from topic_text as text
                  where text.campaign = c.campaign and text.recipient = c.recipient
                    and text.occasion = c.occasion and text.bucket = c.bucket)
            offset 0
        ) as written
        join (select topic, language, query::tsquery as query from topic_rule offset 0) as rule on rule.language = written.language
        left join topic_correction as correction on correction.campaign = written.campaign
            and correction.recipient = written.recipient and correction.occasion = written.occasion
            and correction.bucket = written.bucket and correction.topic = rule.topic
        where case when correction.verdict is null then written.words @@ rule.query else correction.verdict = 'about' end
    ) as found on found.topic = topic.id
    having rating.comment is not null and rating.score is not null
) as mentioned on true
