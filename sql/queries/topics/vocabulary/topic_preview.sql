-- A comment that some rules would add to a topic ("added"), or take from it, and how many such comments there are, counted no
-- further than "most". What somebody of the team decided stays as it is.
with changed as materialized (
    select campaign, recipient, occasion, bucket, day, score, words @@ new.query as added
    from topic_text as text,
         (select topic_query(%(language)s, %(phrases)s) as query) as new,
         (select coalesce((select query::tsquery from topic_rule
                           where topic = %(topic)s::smallint and topic_rule.language = %(language)s), ''::tsquery) as query) as old
    where text.language = %(language)s and (words @@ new.query or words @@ old.query)
      and (words @@ new.query) is distinct from (words @@ old.query)
      and not exists (
          select from topic_correction as c
          where c.campaign = text.campaign and c.recipient = text.recipient and c.occasion = text.occasion
            and c.bucket = text.bucket and c.topic = %(topic)s::smallint)
    limit %(most)s
), placed as (
    select *, row_number() over (partition by added order by day desc, campaign, recipient) as place,
           count(*) over (partition by added) as comments
    from changed
)
select placed.added, placed.comments::integer as comments, placed.score, rating.comment
from placed join rating using (campaign, recipient, occasion, bucket)
where placed.place <= %(shown)s and rating.comment is not null
order by placed.added desc, placed.place
