-- One row: how many comments a topic's rules, as they stand now, do not find any more. Their days are to be counted anew.
with rule as materialized (
    select language, query::tsquery as query from topic_rule where topic = %(topic)s
), untagged as (
    delete from topic_tag as tag
    where topic = %(topic)s
      and not exists (
          select 1 from topic_correction as c
          where c.campaign = tag.campaign and c.recipient = tag.recipient and c.occasion = tag.occasion
            and c.bucket = tag.bucket and c.topic = tag.topic and c.verdict = 'about')
      and (exists (
          select 1 from topic_correction as c
          where c.campaign = tag.campaign and c.recipient = tag.recipient and c.occasion = tag.occasion
            and c.bucket = tag.bucket and c.topic = tag.topic)
      or not exists (
          select 1 from topic_text as text
          join rule on rule.language = text.language and text.words @@ rule.query
          where text.campaign = tag.campaign and text.recipient = tag.recipient and text.occasion = tag.occasion
            and text.bucket = tag.bucket))
    returning campaign, day
), stale as (
    insert into topic_stale (campaign, day) select distinct campaign, day from untagged on conflict do nothing
)
select count(*) from untagged
