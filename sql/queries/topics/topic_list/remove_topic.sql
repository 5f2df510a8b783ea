-- No rows: a topic is gone, with its rules, tags, corrections and counts. Which comments belong to none is counted anew.
with untagged as (
    delete from topic_tag where topic = %(topic)s returning campaign, day
), stale as (
    insert into topic_stale (campaign, day) select distinct campaign, day from untagged on conflict do nothing
), uncorrected as (
    delete from topic_correction where topic = %(topic)s
), uncounted as (
    delete from topic_day where topic = %(topic)s
)
delete from topic where id = %(topic)s
