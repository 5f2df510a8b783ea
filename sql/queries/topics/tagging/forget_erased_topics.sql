-- No rows: what was tagged of comments that were erased meanwhile, "since" some time ago: while it was tagged the erasure did not see it,
-- and nothing else would take it away. Their days are to be counted anew.
with untold as (
    delete from topic_text as text using erasure
    where erasure.at >= %(since)s and text.recipient = erasure.recipient and text.bucket = (erasure.recipient & 31)::smallint
      and text.campaign in (select slug from campaign)
      and not exists (
          select 1 from comment as c
          where c.campaign = text.campaign and c.recipient = text.recipient and c.occasion = text.occasion
            and c.bucket = text.bucket)
    returning text.campaign, text.day
), untagged as (
    delete from topic_tag as tag using erasure
    where erasure.at >= %(since)s and tag.recipient = erasure.recipient and tag.bucket = (erasure.recipient & 31)::smallint
      and tag.campaign in (select slug from campaign)
      and not exists (
          select 1 from comment as c
          where c.campaign = tag.campaign and c.recipient = tag.recipient and c.occasion = tag.occasion
            and c.bucket = tag.bucket)
    returning tag.campaign, tag.day
)
insert into topic_stale (campaign, day)
select campaign, day from untold union select campaign, day from untagged
on conflict do nothing
