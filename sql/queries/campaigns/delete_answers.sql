-- The one row is how many ratings (with unsigned answers), comments and visits of a campaign are deleted, with all else that is kept of its
-- answers; what belongs to the campaign itself goes with its row. Evidence is found by whose it is, and all has its rating.
with visited as (
    delete from visit as v using rating as r
    where r.campaign = %(slug)s and v.campaign = r.campaign and v.recipient = r.recipient and v.occasion = r.occasion
      and v.bucket = r.bucket
    returning 1 + coalesce(cardinality(v.more_ids), 0) as single
), rated as (
    delete from rating where campaign = %(slug)s returning comment
), logged as (
    delete from rating_change where campaign = %(slug)s
), forgotten as (
    delete from forgotten_rating where campaign = %(slug)s
), summed as (
    delete from rollup where campaign = %(slug)s
), folded as (
    delete from rollup_quarter where campaign = %(slug)s
), commented as (
    delete from comment where campaign = %(slug)s
), tagged as (
    delete from topic_tag where campaign = %(slug)s
), worded as (
    delete from topic_text where campaign = %(slug)s
), corrected as (
    delete from topic_correction where campaign = %(slug)s
), handled as (
    delete from comment_change where campaign = %(slug)s
), reached as (
    delete from contact_request where campaign = %(slug)s
), due as (
    delete from case_due where campaign = %(slug)s
), followed as (
    delete from case_event where campaign = %(slug)s
), decided as (
    delete from overrule where campaign = %(slug)s
), known as (
    delete from occasion_attribute where campaign = %(slug)s
), broken as (
    delete from broken_click where campaign = %(slug)s
), unsigned as (
    delete from unsigned_answer where campaign = %(slug)s returning 1
), tombstoned as (
    delete from erasure where campaign = %(slug)s
), shared as (
    delete from shared_token where campaign = %(slug)s
), delivered as (
    delete from delivery where campaign = %(slug)s
), tested as (
    delete from mail_test where campaign = %(slug)s
)
select
    ((select count(*) from rated) + (select count(*) from unsigned))::int as ratings,
    (select count(*) from rated where comment is not null)::int as comments,
    (select coalesce(sum(single), 0) from visited)::int as visits
