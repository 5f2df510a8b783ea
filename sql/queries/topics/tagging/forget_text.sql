-- No rows: what was known of the words of some answers' comments is gone; their days are to be counted anew.
with changed as materialized (
    select * from unnest(%(recipients)s::bigint[], %(occasions)s::bigint[], %(buckets)s::smallint[])
        as changed (recipient, occasion, bucket)
), untagged as (
    delete from topic_tag using changed
    where topic_tag.campaign = %(campaign)s and topic_tag.recipient = changed.recipient
      and topic_tag.occasion = changed.occasion and topic_tag.bucket = changed.bucket
), gone as (
    delete from topic_text using changed
    where topic_text.campaign = %(campaign)s and topic_text.recipient = changed.recipient
      and topic_text.occasion = changed.occasion and topic_text.bucket = changed.bucket
    returning day
)
insert into topic_stale (campaign, day) select distinct %(campaign)s, day from gone
on conflict do nothing
