-- One row: how many comments in a language a topic gains and loses by other phrases ("wanted"): those that "gained" finds, and
-- those that "lost" finds and "wanted" does not. What somebody of the team decided stays. The sums of their days move along,
-- but for days that are to be counted anew anyway: there is one tag more or less in them, and where a comment has no other
-- topic, one comment less or more that mentions none.
with asked as materialized (
    select topic_query(%(language)s, %(gained)s::jsonb) as gained, topic_query(%(language)s, %(lost)s::jsonb) as lost,
           topic_query(%(language)s, %(wanted)s::jsonb) as wanted
), gained as (
    insert into topic_tag (campaign, recipient, occasion, bucket, topic, day, score)
    select text.campaign, text.recipient, text.occasion, text.bucket, %(topic)s, text.day, text.score
    from topic_text as text
    where language = %(language)s and words @@ (select gained from asked)
      and not exists (
          select 1 from topic_correction as c
          where c.campaign = text.campaign and c.recipient = text.recipient and c.occasion = text.occasion
            and c.bucket = text.bucket and c.topic = %(topic)s)
      -- Nobody else tags meanwhile: to look beforehand takes less than to be ready for a conflict with each row.
      and not exists (
          select 1 from topic_tag as tag
          where tag.campaign = text.campaign and tag.recipient = text.recipient and tag.occasion = text.occasion
            and tag.bucket = text.bucket and tag.topic = %(topic)s)
    order by text.campaign, text.recipient, text.occasion  -- as the key is sorted: a page of it is written once
    returning campaign, recipient, occasion, bucket, day, score
), lost as (
    delete from topic_tag as tag using topic_text as text
    where text.language = %(language)s
      and text.words @@ (select case when numnode(lost) = 0 or numnode(wanted) = 0 then lost else lost && !!wanted end from asked)
      and tag.campaign = text.campaign and tag.recipient = text.recipient and tag.occasion = text.occasion
      and tag.bucket = text.bucket and tag.topic = %(topic)s
      and not exists (
          select 1 from topic_correction as c
          where c.campaign = tag.campaign and c.recipient = tag.recipient and c.occasion = tag.occasion
            and c.bucket = tag.bucket and c.topic = %(topic)s)
    returning tag.campaign, tag.recipient, tag.occasion, tag.bucket, tag.day, tag.score
), moved as materialized (
    select *, 1 as tags from gained
    union all (select *, -1 from lost order by campaign, recipient, occasion)
), counted as (
    select campaign, day, score, sum(tags) as tags, coalesce(sum(tags) filter (where alone), 0) as alone
    from (
        select moved.*, not exists (
            select 1 from topic_tag as other
            where other.campaign = moved.campaign and other.recipient = moved.recipient and other.occasion = moved.occasion
              and other.bucket = moved.bucket and other.topic <> %(topic)s
              and other.topic = any (array(select id from topic where kind = 'topic'))) as alone
        from (select * from moved offset 0) as moved
        offset 0
    ) as moved
    where not exists (select 1 from topic_stale as stale where stale.campaign = moved.campaign and stale.day = moved.day)
    group by campaign, day, score
), put as (
    insert into topic_day (campaign, day, topic, score, comments)
    select campaign, day, %(topic)s, score, tags from counted where tags <> 0
    union all
    select campaign, day, -1, score, -alone from counted
    where alone <> 0 and exists (select 1 from topic where id = %(topic)s and kind = 'topic')
    on conflict (campaign, day, topic, score) do update set comments = topic_day.comments + excluded.comments
)
select count(*) from moved
