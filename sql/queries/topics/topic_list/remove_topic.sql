-- No rows: a topic is gone, with its rules, tags, corrections and sums. A comment that mentions no other topic is one more that
-- mentions none, but on a day that is to be counted anew anyway.
with untagged as materialized (
    delete from topic_tag where topic = %(topic)s returning campaign, recipient, occasion, bucket, day, score
), others as materialized (  -- comments that mention another one
    select distinct untagged.campaign, untagged.recipient, untagged.occasion
    from untagged
    join topic_tag as other on other.campaign = untagged.campaign and other.recipient = untagged.recipient
         and other.occasion = untagged.occasion and other.bucket = untagged.bucket
    where other.topic <> %(topic)s and other.topic = any (array(select id from topic where kind = 'topic'))
), alone as (
    insert into topic_day (campaign, day, topic, score, comments)
    select campaign, day, -1, score, count(*)
    from untagged left join others using (campaign, recipient, occasion)
    where others.recipient is null
      and not exists (select 1 from topic_stale as stale where stale.campaign = untagged.campaign and stale.day = untagged.day)
    group by campaign, day, score
    on conflict (campaign, day, topic, score) do update set comments = topic_day.comments + excluded.comments
), uncorrected as (
    delete from topic_correction where topic = %(topic)s
), uncounted as (
    delete from topic_day where topic = %(topic)s
)
delete from topic where id = %(topic)s
