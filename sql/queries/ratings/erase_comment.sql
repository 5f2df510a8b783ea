-- One row when there was a comment from before a time: it is gone, and what the team did with it. Beside
-- erase_answer and not within it, since who may read no comment can only replace one.
with forgotten as (
    delete from comment
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and (at is null or at <= %(at)s)
), unhandled as (
    update comment set status = 'open', starred = false, tags = '{}', note = '', handler = null, handled_at = null
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and at > %(at)s and handled_at <= %(at)s
), untold as (
    delete from comment_change
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and at <= %(at)s
), rated as (
    update rating set was_comment = true, comment = null, commented_at = null, changed = current_change()
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and commented_at <= %(at)s
    returning campaign, recipient, occasion, bucket, changed, score
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, changed, recipient, occasion, bucket from rated
    on conflict do nothing  -- changed before by the same transaction
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments)
    select campaign, date_bin('1 minute', %(at)s, 'epoch'), bucket, -1 from rated where score is not null
    on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
)
select bucket from rated
