-- A row is a campaign in which something of the recipient is erased: how many ratings, comments and
-- visits; the rollup loses what the ratings were worth in the same statement. The row without a
-- campaign tells how many kept references, of the recipient and of messages, and how much that they did later. When it was done is kept, also where
-- nothing was: their answer may still wait on a disk.
with rated as (
    delete from rating
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
    returning campaign, bucket, score, aside, clicked, comment
), logged as (
    delete from rating_change
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
), visited as (
    delete from visit
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
    returning campaign, 1 + coalesce(cardinality(more_ids), 0) as single
), decided as (
    delete from overrule
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
), forgotten as (
    delete from comment
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
), untold as (
    delete from comment_change
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
), known as (
    delete from recipient where recipient = %(recipient)s and bucket = %(bucket)s
    returning recipient
), named as (
    delete from occasion_attribute where recipient = %(recipient)s and bucket = %(bucket)s
    returning recipient
), later as (
    delete from outcome where recipient = %(recipient)s and bucket = %(bucket)s
    returning recipient
), shared as (
    delete from shared_token
    where recipient = %(recipient)s and bucket = %(bucket)s and campaign in (select slug from campaign)
), marked as (
    insert into erasure as kept (recipient, at) values (%(recipient)s, %(now)s)
    on conflict (recipient, campaign, occasion) do update set at = greatest(kept.at, excluded.at)
), rolled as (
    insert into rollup as s (campaign, minute, bucket, comments, unconfirmed, scanned, withdrawn,
                             n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                             c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    select campaign, date_bin('1 minute', %(now)s, 'epoch'), bucket,
           - count(*) filter (where score is not null and comment is not null),
           - count(*) filter (where aside = 'unconfirmed'),
           - count(*) filter (where aside = 'scanned'),
           - count(*) filter (where aside = 'withdrawn'),
           - count(*) filter (where score = 0),
           - count(*) filter (where score = 1), - count(*) filter (where score = 2),
           - count(*) filter (where score = 3), - count(*) filter (where score = 4),
           - count(*) filter (where score = 5), - count(*) filter (where score = 6),
           - count(*) filter (where score = 7), - count(*) filter (where score = 8),
           - count(*) filter (where score = 9), - count(*) filter (where score = 10),
           - count(*) filter (where clicked = 0),
           - count(*) filter (where clicked = 1), - count(*) filter (where clicked = 2),
           - count(*) filter (where clicked = 3), - count(*) filter (where clicked = 4),
           - count(*) filter (where clicked = 5), - count(*) filter (where clicked = 6),
           - count(*) filter (where clicked = 7), - count(*) filter (where clicked = 8),
           - count(*) filter (where clicked = 9), - count(*) filter (where clicked = 10)
    from rated
    group by campaign, bucket
    on conflict (campaign, minute, bucket) do update set
        comments = s.comments + excluded.comments, unconfirmed = s.unconfirmed + excluded.unconfirmed,
        scanned = s.scanned + excluded.scanned, withdrawn = s.withdrawn + excluded.withdrawn,
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
        n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
        n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10,
        c0 = s.c0 + excluded.c0, c1 = s.c1 + excluded.c1, c2 = s.c2 + excluded.c2, c3 = s.c3 + excluded.c3, c4 = s.c4 + excluded.c4,
        c5 = s.c5 + excluded.c5, c6 = s.c6 + excluded.c6, c7 = s.c7 + excluded.c7, c8 = s.c8 + excluded.c8,
        c9 = s.c9 + excluded.c9, c10 = s.c10 + excluded.c10
)
select campaign, sum(ratings)::int as ratings, sum(comments)::int as comments, sum(visits)::int as visits, 0 as "references"
from (
    select campaign, 1 as ratings, (comment is not null)::int as comments, 0 as visits from rated
    union all
    select campaign, 0, 0, single from visited
) as erased
group by campaign
union all
select null, 0, 0, 0, (select count(*)::int from known) + (select count(*)::int from named) + (select count(*)::int from later)
