-- Of each topic that somebody judged: how many of the comments that its words find are about it and how many are not, and how
-- many are about it that they do not find.
select judged.topic,
       count(*) filter (where hit and verdict = 'about')::integer as right,
       count(*) filter (where hit and verdict = 'not about')::integer as wrong,
       count(*) filter (where not hit and verdict = 'about')::integer as missed
from (
    select c.topic, c.verdict, coalesce(text.words @@ rule.query::tsquery, false) as hit
    from topic_correction as c
    join topic_text as text using (campaign, recipient, occasion, bucket)
    left join topic_rule as rule on rule.topic = c.topic and rule.language = text.language
) as judged
group by judged.topic
