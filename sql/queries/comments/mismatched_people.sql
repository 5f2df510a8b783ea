-- A recipient whose comment was tagged with words against its score: strong language beside a high one, praise beside a low one; no
-- more than "most", and some may come twice.
(select recipient from topic_tag
 where topic = %(strong)s and score >= 9 and (%(campaign)s::text is null or campaign = %(campaign)s)
 limit %(most)s)
union all
(select recipient from topic_tag
 where topic = %(praise)s and score <= 2 and (%(campaign)s is null or campaign = %(campaign)s)
 limit %(most)s)
limit %(most)s
