-- One row: how many comments of some answers were tagged. A comment is about a topic whose rules in its language find it,
-- unless somebody of the team said otherwise, and about one that somebody said.
with changed as materialized (
    select * from unnest(%(recipients)s::bigint[], %(occasions)s::bigint[], %(buckets)s::smallint[])
        as changed (recipient, occasion, bucket)
), written as materialized (
    select c.campaign, c.recipient, c.occasion, c.bucket, (c.at at time zone %(zone)s)::date as day, c.score, c.language,
           topic_words(c.language, rating.comment) as words
    from changed
    join comment as c on c.campaign = %(campaign)s and c.recipient = changed.recipient
        and c.occasion = changed.occasion and c.bucket = changed.bucket
    join rating on rating.campaign = c.campaign and rating.recipient = c.recipient
        and rating.occasion = c.occasion and rating.bucket = c.bucket
    where c.at is not null and c.score is not null and rating.comment is not null
), corrected as materialized (
    select written.recipient, written.occasion, written.bucket, written.day, written.score, c.topic, c.verdict
    from written join topic_correction as c on c.campaign = written.campaign and c.recipient = written.recipient
        and c.occasion = written.occasion and c.bucket = written.bucket
), rule as materialized (
    select topic, language, query::tsquery as query from topic_rule
), put as (
    insert into topic_text (campaign, recipient, occasion, bucket, day, score, language, words)
    select campaign, recipient, occasion, bucket, day, score, language, words from written
    returning day
), tagged as (
    insert into topic_tag (campaign, recipient, occasion, bucket, topic, day, score)
    select written.campaign, written.recipient, written.occasion, written.bucket, rule.topic, written.day, written.score
    from written
    join rule on rule.language = written.language and words @@ query
    left join corrected on corrected.recipient = written.recipient and corrected.occasion = written.occasion
        and corrected.topic = rule.topic
    where corrected.recipient is null
    union all
    select %(campaign)s, recipient, occasion, bucket, topic, day, score from corrected where verdict = 'about'
), stale as (
    insert into topic_stale (campaign, day) select distinct %(campaign)s, day from put
    on conflict do nothing
)
select count(*) from put
