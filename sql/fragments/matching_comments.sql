select * from comment
    where at is not null and score is not null
      and (%(campaign)s::text is null or campaign = %(campaign)s)
      and (%(slugs)s::text[] is null or campaign = any (%(slugs)s))
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
      and (%(early)s::boolean is null or %(early)s = (answered_at <= interval '24 hours' + coalesce(sent_at, %(sent_at)s::timestamptz)))
      and (not %(few)s::boolean or recipient = any (array(select unnest(%(people)s::bigint[]))))
      and (%(attribute)s::jsonb is null or (
          coalesce((select attributes from recipient as person
                    where person.recipient = comment.recipient and person.bucket = comment.bucket), '{}')
          || coalesce((select attributes from occasion_attribute as message
                       where message.campaign = comment.campaign and message.recipient = comment.recipient
                         and message.occasion = comment.occasion and message.bucket = comment.bucket), '{}')
          ) @> %(attribute)s)
      and (%(topic)s::smallint is null or exists (
          select 1 from topic_tag as tag
          where tag.topic = %(topic)s and tag.campaign = comment.campaign and tag.recipient = comment.recipient
            and tag.occasion = comment.occasion and tag.bucket = comment.bucket))
      and (%(topics)s::smallint[] is null or not exists (
          select 1 from topic_tag as tag
          where tag.topic = any (%(topics)s) and tag.campaign = comment.campaign and tag.recipient = comment.recipient
            and tag.occasion = comment.occasion and tag.bucket = comment.bucket))
      and (%(strong)s::smallint is null or score >= 9 and exists (
          select 1 from topic_tag as tag
          where tag.topic = %(strong)s and tag.score >= 9 and tag.campaign = comment.campaign
            and tag.recipient = comment.recipient and tag.occasion = comment.occasion and tag.bucket = comment.bucket)
        or score <= 2 and exists (
          select 1 from topic_tag as tag
          where tag.topic = %(praise)s::smallint and tag.score <= 2 and tag.campaign = comment.campaign
            and tag.recipient = comment.recipient and tag.occasion = comment.occasion and tag.bucket = comment.bucket))
