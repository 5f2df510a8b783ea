-- One row per comment that is wanted, of an answer that counts, with what the team did with it: in the order
-- of "walk" (up and down in time, to better or worse scores, or as the team last handled them) and from behind a
-- place in it (null: from its start). "total" is how many match in all, counted
-- no further than "most". "marked" is the text with what was searched for between two control characters;
-- that and the latest changes only of what is to be shown. A follow-up answer belongs to the scores that are asked it.
-- What is known of the answer stands beside its comment, so that the few of many are found by an index. "people" are
-- those who may have the attribute, where they are "few"; they are taken out of their array once, which would else be
-- planned with each time that it is read. A topic is looked for by its number; "topics" are all of them, for comments that
-- mention none. A mismatch is a high score beside strong language, or a low one beside praise. Of what is to be shown "topics"
-- has all topics with what is known of them, else those that are mentioned; "person" how a person whose reference is kept
-- answered in several campaigns.
with matching as not materialized (
    {matching_comments}
), found as (
    (select * from matching
     where %(walk)s::text = 'up' and (%(at)s::timestamptz is null
           or (at, campaign, recipient, occasion)
              > (%(at)s, %(in_campaign)s::text, %(recipient)s::bigint, %(occasion)s::bigint))
     order by at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select * from matching
     where %(walk)s = 'down' and (%(at)s is null
           or (at, campaign, recipient, occasion) < (%(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     order by at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
    union all
    (select * from matching
     where %(walk)s = 'better' and (%(at)s is null
           or (score, at, campaign, recipient, occasion)
              > (%(score)s::smallint, %(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     order by score, at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select * from matching
     where %(walk)s = 'worse' and (%(at)s is null
           or (score, at, campaign, recipient, occasion)
              < (%(score)s, %(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     order by score desc, at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
    union all
    (select * from matching
     where %(walk)s = 'handled' and handled_at is not null
     order by handled_at desc
     limit %(limit)s)
), total as materialized (
    select count(*) as comments from (select 1 from matching limit %(most)s) as matched
), {found_comments}
