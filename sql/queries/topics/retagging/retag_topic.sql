-- One row: how many more comments in a language a topic's rules, as they stand now, find, or the team put to it. Their days
-- are to be counted anew.
with tagged as (
    insert into topic_tag (campaign, recipient, occasion, bucket, topic, day, score)
    select text.campaign, text.recipient, text.occasion, text.bucket, %(topic)s, text.day, text.score
    from topic_text as text
    where language = %(language)s
      and words @@ (select query::tsquery from topic_rule where topic = %(topic)s and language = %(language)s)
      and not exists (
          select 1 from topic_correction as c
          where c.campaign = text.campaign and c.recipient = text.recipient and c.occasion = text.occasion
            and c.bucket = text.bucket and c.topic = %(topic)s)
    union all
    select text.campaign, text.recipient, text.occasion, text.bucket, c.topic, text.day, text.score
    from topic_correction as c join topic_text as text using (campaign, recipient, occasion, bucket)
    where c.topic = %(topic)s and c.verdict = 'about' and text.language = %(language)s
    on conflict do nothing
    returning campaign, day
), stale as (
    insert into topic_stale (campaign, day) select distinct campaign, day from tagged on conflict do nothing
)
select count(*) from tagged
