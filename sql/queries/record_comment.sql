-- One row when there is such a rating: its comment is now this one; an empty one removes it. It must be the
-- rating that this answer made, so that a comment never stands beside somebody else's score.
with rated as (
    update rating set
        was_comment = commented_at is not null,
        comment = nullif(%(comment)s, ''),
        commented_at = case when %(comment)s <> '' then %(at)s end
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and id = %(answer_id)s
    returning campaign, bucket, score, commented_at, was_comment
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments)
    select campaign, date_bin('1 minute', %(at)s, 'epoch'), bucket, (commented_at is not null)::int - was_comment::int
    from rated
    where score is not null and (commented_at is not null) <> was_comment
    on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
)
select bucket from rated
