-- A row is an erasure of late that something still stands of, as the worker was writing about the answer while it was erased. Tickets
-- and cases are done again here, all else that hangs on an answer once it is marked again (mark_again.sql). "last" is the last
-- id of the erasure's time.
with late as (
    select recipient, (recipient & 31)::smallint as bucket, campaign, occasion, at,
           (extract(epoch from at) * 1000000)::bigint << 11 | 2047 as last
    from erasure
    where at > %(since)s
), answered as materialized (  -- tickets whose answer is there
    select ticket.id
    from late
    join ticket on ticket.recipient = late.recipient
    join rating on rating.campaign = ticket.campaign and rating.recipient = ticket.recipient
         and rating.occasion = ticket.occasion and rating.bucket = late.bucket
    where rating.score is not null
), untold as (  -- tickets whose answer is gone
    update ticket set recipient = null, occasion = null, score = null, state = 'erased', changed_at = now()
    from late
    where ticket.recipient = late.recipient and late.campaign in ('', ticket.campaign)
      and (late.campaign = '' or ticket.occasion = late.occasion)
      and ticket.id not in (select id from answered)
    returning late.recipient, late.campaign, late.occasion
), wordless as (  -- cases without words
    delete from comment using late, campaign
    where late.campaign in ('', campaign.slug) and comment.campaign = campaign.slug and comment.recipient = late.recipient
      and comment.bucket = late.bucket and (late.campaign = '' or comment.occasion = late.occasion)
      and comment.at is null and coalesce(answer, 0) <= last
    returning comment.campaign as slug, comment.occasion as erased_occasion, late.recipient, late.bucket, late.campaign, late.occasion
), unhandled as (
    delete from comment_change as change using wordless
    where change.campaign = slug and change.recipient = wordless.recipient and change.occasion = erased_occasion
      and change.bucket = wordless.bucket
), due as (
    select recipient, campaign, occasion from untold
    union
    select recipient, campaign, occasion from wordless
    union
    select late.recipient, late.campaign, late.occasion
    from late join alert_event as event on event.recipient = late.recipient and late.campaign in ('', event.campaign)
        and (late.campaign = '' or event.occasion = late.occasion) and coalesce(answer, 0) <= last
    union
    select late.recipient, late.campaign, late.occasion
    from late join case_event as event on event.recipient = late.recipient and late.campaign in ('', event.campaign)
        and (late.campaign = '' or event.occasion = late.occasion) and did <> 'erased' and coalesce(answer, 0) <= last
)
select recipient, campaign, occasion from due
