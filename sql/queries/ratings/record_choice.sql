-- One row when there is such a rating: its recipient chose this. It must be the rating that this answer made, so that
-- a choice never stands beside somebody else's score.
with rated as (
    update rating set question = %(question)s, choice = %(choice)s, changed = current_change()
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and id = %(answer_id)s
    returning campaign, recipient, occasion, bucket, changed
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, changed, recipient, occasion, bucket from rated
    on conflict do nothing  -- changed before by the same transaction
)
select bucket from rated
