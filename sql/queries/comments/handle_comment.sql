-- One row when this changed something about a comment that is listed: what the team does with it gets a new
-- value, and who did so and when is kept.
with handled as (
    update comment set
        status = case when %(field)s = 'status' then %(value)s else status end,
        starred = case when %(field)s = 'starred' then %(value)s = 'yes' else starred end,
        tags = case %(field)s
            when 'tag' then array(select name from unnest(tags || %(value)s::text) as name order by name)
            when 'untag' then array_remove(tags, %(value)s)
            else tags end,
        note = case when %(field)s = 'note' then %(value)s else note end,
        handler = case when %(field)s = 'handler' then nullif(%(value)s, '') else handler end,
        handled_at = %(at)s
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and at is not null and score is not null
      and case %(field)s::text
          when 'status' then status <> %(value)s::text
          when 'starred' then starred <> (%(value)s = 'yes')
          when 'tag' then not tags @> array[%(value)s]
          when 'untag' then tags @> array[%(value)s]
          when 'note' then note <> %(value)s
          when 'handler' then coalesce(handler, '') <> %(value)s
          end
    returning campaign, recipient, occasion, bucket
), offered as (
    insert into tag select %(value)s from handled where %(field)s = 'tag'
    on conflict do nothing
)
insert into comment_change (campaign, recipient, occasion, bucket, id, at, account, field, value)
select campaign, recipient, occasion, bucket, %(id)s, %(at)s, %(account)s, %(field)s, %(value)s from handled
returning campaign
