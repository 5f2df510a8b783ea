-- One row when this changed something about a comment or a case that is listed: what the team does with it gets a new
-- value, and who did so and when is kept. The first time that somebody does something with a case is when they reacted.
-- Closing and snoozing are either, not both; a value of "snooze" is a moment, "" for none. With "unless" a handler changes
-- only where it is nobody's, or nothing was done with it from that moment on; with "before" a note changes only where it
-- is still that one.
with handled as (
    update comment set
        status = case %(field)s when 'status' then %(value)s when 'reason' then 'closed' else status end,
        starred = case when %(field)s = 'starred' then %(value)s = 'yes' else starred end,
        tags = case %(field)s
            when 'tag' then array(select name from unnest(tags || %(value)s::text) as name order by name)
            when 'untag' then array_remove(tags, %(value)s)
            else tags end,
        note = case when %(field)s = 'note' then %(value)s else note end,
        handler = case when %(field)s = 'handler' then nullif(%(value)s, '') else handler end,
        reason = case when %(field)s = 'reason' then %(value)s
                      when %(field)s = 'status' then null else reason end,
        closed_at = case when %(field)s = 'status' or %(field)s = 'reason'
                         then case when %(value)s <> 'open' and opened_at is not null then %(at)s end
                         else closed_at end,
        snoozed_until = case when %(field)s = 'snooze' then %(until)s::timestamptz
                             when %(field)s in ('status', 'reason') then null else snoozed_until end,
        waiting_since = case when %(field)s = 'status' and %(value)s = 'open' and opened_at is not null then %(at)s
                             else waiting_since end,
        reacted_at = case when opened_at is not null then coalesce(reacted_at, %(at)s) end,
        reacted_by = case when opened_at is not null then coalesce(reacted_by, %(account)s) end,
        handled_at = %(at)s
    where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s
      and bucket = %(bucket)s and (at is not null or opened_at is not null) and score is not null
      and case %(field)s::text
          when 'status' then status <> %(value)s::text
          when 'starred' then starred <> (%(value)s = 'yes')
          when 'tag' then not tags @> array[%(value)s]
          when 'untag' then tags @> array[%(value)s]
          when 'note' then note <> %(value)s and note = coalesce(%(before)s::text, note)
          when 'handler' then coalesce(handler, '') <> %(value)s
               and (%(unless)s::timestamptz is null or handler is null or coalesce(handled_at < %(unless)s, true))
          when 'reason' then status <> 'closed' or reason is distinct from %(value)s
          when 'snooze' then opened_at is not null and status = 'open'
               and snoozed_until is distinct from %(until)s::timestamptz
          end
    returning campaign, recipient, occasion, bucket, answer, score, rule, opened_at
), offered as (
    insert into tag select %(value)s from handled where %(field)s = 'tag'
    on conflict do nothing
), followed as (
    insert into case_event (id, bucket, at, campaign, recipient, occasion, did, answer, score, rule)
    select %(id)s, bucket, %(at)s, campaign, recipient, occasion,
           case when %(value)s = 'open' then 'reopened' else 'closed' end, answer, score, rule
    from handled
    where opened_at is not null and %(field)s in ('status', 'reason')
)
insert into comment_change (campaign, recipient, occasion, bucket, id, at, account, field, value)
select campaign, recipient, occasion, bucket, %(id)s, %(at)s, %(account)s, %(field)s, %(value)s from handled
returning campaign
