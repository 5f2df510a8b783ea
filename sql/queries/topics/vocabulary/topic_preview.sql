-- Of the latest comments in a language one that some rules would add to a topic ("added"), or take from it, and how many such
-- comments there are among these. What somebody of the team decided stays as it is.
with latest as materialized (
    select campaign, recipient, occasion, bucket, at
    from comment
    where at is not null and score is not null and language = %(language)s
    order by at desc, campaign desc, recipient desc, occasion desc
    limit %(sample)s
), asked as materialized (
    select topic_query(%(language)s, %(phrases)s) as new,
           coalesce((select query::tsquery from topic_rule
                     where topic = %(topic)s::smallint and topic_rule.language = %(language)s), ''::tsquery) as old
), changed as materialized (
    select campaign, recipient, occasion, bucket, latest.at, text.score, words @@ new as added
    from latest join topic_text as text using (campaign, recipient, occasion, bucket), asked
    where text.language = %(language)s and (words @@ new) is distinct from (words @@ old)
      and not exists (
          select 1 from topic_correction as c
          where c.campaign = text.campaign and c.recipient = text.recipient and c.occasion = text.occasion
            and c.bucket = text.bucket and c.topic = %(topic)s::smallint)
), placed as (
    select *, row_number() over (partition by added order by at desc, campaign desc, recipient desc, occasion desc) as place,
           count(*) over (partition by added) as comments
    from changed
)
select placed.added, placed.comments::integer as comments, placed.score, rating.comment
from placed join rating using (campaign, recipient, occasion, bucket)
where placed.place <= %(shown)s and rating.comment is not null
order by placed.added desc, placed.place
