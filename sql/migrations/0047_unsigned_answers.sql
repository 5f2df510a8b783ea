-- Answers through buttons that name a campaign and nobody: the mail went out without tokens. Kept apart from ratings; they
-- are in no score unless the campaign says so. One row is one page on which somebody pressed; what they press there
-- later changes it, and erasing empties it (score null), so that what waits on a disk does not bring it back.
create table unsigned_answer (
    campaign     text        not null,
    page         bigint      not null,  -- the page's id
    id           bigint      not null,  -- of the last press; a later one wins
    at           timestamptz not null,  -- of the last press
    kind         text        not null check (kind in ('empty', 'unmerged', 'wrong')),
    client       bigint      not null,  -- the browser, under a key that lives for a day
    language     text        not null,
    score        smallint    check (score between 0 and 10),
    comment      text,
    commented_id bigint,
    primary key (campaign, page)
);
create index unsigned_answer_client on unsigned_answer (campaign, client, id);
grant insert, update on unsigned_answer to feedback_collector;
grant select (campaign, page, id, commented_id) on unsigned_answer to feedback_collector;

alter table campaign add column count_unsigned boolean not null default false;

-- The answers that the figures of a campaign are made of, by minute, as rollup has them: where the campaign says so, with the
-- unsigned ones, of each browser its last of a day.
create view counted_sums as
select campaign, minute, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
    unconfirmed, scanned, withdrawn, comments
from rollup
union all
select campaign, date_trunc('minute', at),
    (score = 0)::int, (score = 1)::int, (score = 2)::int, (score = 3)::int, (score = 4)::int, (score = 5)::int,
    (score = 6)::int, (score = 7)::int, (score = 8)::int, (score = 9)::int, (score = 10)::int,
    (score = 0)::int, (score = 1)::int, (score = 2)::int, (score = 3)::int, (score = 4)::int, (score = 5)::int,
    (score = 6)::int, (score = 7)::int, (score = 8)::int, (score = 9)::int, (score = 10)::int,
    0, 0, 0, 0
from (
    select distinct on (unsigned_answer.campaign, client) unsigned_answer.campaign, at, score
    from unsigned_answer join campaign on campaign.slug = unsigned_answer.campaign and campaign.count_unsigned
    where score is not null
    order by unsigned_answer.campaign, client, unsigned_answer.id desc
) as last_of_each;
