-- One row when there is such a rating: its comment is now this one; an empty one removes it. It must be the
-- rating that this answer made, so that a comment never stands beside somebody else's score.
with rated as (
    update rating set
        was_comment = commented_at is not null,
        comment = nullif(%(comment)s, ''),
        commented_at = case when %(comment)s <> '' then %(at)s end,
        changed = current_change()
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and id = %(answer_id)s
    returning campaign, recipient, occasion, bucket, changed, score, commented_at, was_comment
), found as (
    insert into comment (campaign, recipient, occasion, bucket, at, score, language, words)
    select campaign, recipient, occasion, bucket, commented_at, score, coalesce(%(language)s, ''),
           comment_words(%(language)s, %(comment)s)
    from rated
    where commented_at is not null or was_comment
    -- What the team did with it stands. "excluded" cannot be used: it would need the right to read words.
    on conflict (campaign, recipient, occasion, bucket) do update set
        at = case when %(comment)s <> '' then %(at)s::timestamptz end,
        score = excluded.score,
        language = coalesce(%(language)s, ''),
        words = comment_words(%(language)s, %(comment)s)
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, changed, recipient, occasion, bucket from rated
    on conflict do nothing  -- changed before by the same transaction
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments)
    select campaign, date_bin('1 minute', %(at)s, 'epoch'), bucket, (commented_at is not null)::int - was_comment::int
    from rated
    where score is not null and (commented_at is not null) <> was_comment
    on conflict (campaign, minute, bucket) do update set comments = s.comments + excluded.comments
)
select bucket from rated
