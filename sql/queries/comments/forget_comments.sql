-- One number: how many comments of a part of the answers were forgotten, which were written before a time, with their topics
-- and the team's notes about them. The sums lose them where they were added, so that no later day has fewer than none. It is
-- no change of the answer: nobody is told of it again.
with old as materialized (
    select campaign, recipient, occasion, bucket, commented_at
    from rating
    where ctid >= format('(%%s,0)', %(block)s::bigint)::tid and ctid < format('(%%s,0)', %(end_block)s::bigint)::tid
      and commented_at < %(before)s and (%(bucket)s::smallint is null or bucket = %(bucket)s)
), rated as (
    update rating as r set comment = null, commented_at = null
    from old
    where r.campaign = old.campaign and r.recipient = old.recipient and r.occasion = old.occasion
      and r.bucket = old.bucket and r.commented_at = old.commented_at and (%(bucket)s::smallint is null or r.bucket = %(bucket)s)
    returning r.campaign, r.recipient, r.occasion, r.bucket, r.score, old.commented_at
), emptied as (
    update comment as t set at = null, words = comment_words(t.language, ''), note = '' from rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), unnoted as (
    delete from comment_change as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
      and t.field = 'note'
), corrected as (
    delete from topic_correction as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), untagged as (
    delete from topic_tag as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), unworded as (
    delete from topic_text as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
    returning t.campaign, t.day
), stale as (
    insert into topic_stale (campaign, day)
    select unworded.campaign, unworded.day from unworded join campaign on campaign.slug = unworded.campaign
    group by unworded.campaign, unworded.day
    on conflict do nothing
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments)
    select campaign, date_bin('1 minute', commented_at, 'epoch') as minute, bucket, -count(*)
    from rated
    where score is not null
    group by campaign, minute, bucket
    order by campaign, minute  -- all sessions lock in one order
    on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
)
select count(*) from rated
