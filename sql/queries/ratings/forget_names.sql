-- One number: how many answers of a part of the table no longer tell whose they are: those from before a time that have no
-- evidence any more. A number drawn for the answer takes its recipient's place, with the same bucket, and wherever else the
-- answer stands; what was written about whose it was goes. Score, comment and decision stay, so that all sums and lists
-- stay, and the number of its last change, so that nobody who follows changes is told of it again.
with old as materialized (
    select campaign, recipient, occasion, bucket, events,
           ('x' || left(code, 12) || right(code, 4))::bit(64)::bigint & ~31::bigint | bucket as other
    from (
        select campaign, recipient, occasion, bucket, events, encode(uuid_send(gen_random_uuid()), 'hex') as code
        from rating
        where ctid >= format('(%%s,0)', %(block)s::bigint)::tid and ctid < format('(%%s,0)', %(end_block)s::bigint)::tid
          and (%(bucket)s::smallint is null or rating.bucket = %(bucket)s)
          and nameless_at is null and first_at < %(before)s and at < %(before)s
          and (commented_at is null or commented_at < %(before)s)
          and not exists (select 1 from visit
                          where visit.campaign = rating.campaign and visit.recipient = rating.recipient
                            and visit.occasion = rating.occasion and visit.bucket = rating.bucket)
    ) as drawn
), rated as (
    -- A visit that comes meanwhile has changed "events" once its transaction lets go of the row.
    update rating as r set recipient = other, occasion = 0, client = null, nameless_at = now()
    from old
    where r.campaign = old.campaign and r.recipient = old.recipient and r.occasion = old.occasion
      and r.bucket = old.bucket and r.events = old.events and (%(bucket)s::smallint is null or r.bucket = %(bucket)s)
    returning r.campaign, old.recipient, old.occasion, r.bucket, r.changed, other
), logged as (
    update rating_change as t set recipient = other, occasion = 0 from rated
    where t.campaign = rated.campaign and t.changed = rated.changed and t.recipient = rated.recipient
      and t.occasion = rated.occasion and t.bucket = rated.bucket
), commented as (
    update comment as t set recipient = other, occasion = 0, note = '' from rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), decided as (
    update overrule as t set recipient = other, occasion = 0, note = '' from rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), tagged as (
    update topic_tag as t set recipient = other, occasion = 0 from rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), worded as (
    update topic_text as t set recipient = other, occasion = 0 from rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), corrected as (
    update topic_correction as t set recipient = other, occasion = 0 from rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), handled as (
    delete from comment_change as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), due as (
    delete from case_due as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), followed as (
    delete from case_event as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), reached as (
    delete from contact_request as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion and t.bucket = rated.bucket
), told as (
    delete from alert_event as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion
), ticketed as (
    delete from ticket as t using rated
    where t.campaign = rated.campaign and t.recipient = rated.recipient and t.occasion = rated.occasion
)
select count(*) from rated
