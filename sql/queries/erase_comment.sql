-- One row when there was a comment from before a time: it is gone. Beside erase_answer and not within it,
-- since who may read no comment can only replace one.
with rated as (
    update rating set was_comment = true, comment = null, commented_at = null
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and commented_at <= %(at)s
    returning campaign, bucket, score
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments)
    select campaign, date_bin('1 minute', %(at)s, 'epoch'), bucket, -1 from rated where score is not null
    on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
)
select bucket from rated
