-- No rows: answers of a demonstration's campaign are there, with their comments, what their senders kept of them and their sums,
-- as if recipients had given them at those times. Without evidence: there was none.
with answer as (
    select * from jsonb_to_recordset(%(answers)s::jsonb) as answer (
        recipient bigint, bucket smallint, at timestamptz, score smallint, language text, client text, proof text,
        comment text, question smallint, choice smallint, channel text)
), rated as (
    insert into rating (
        campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, state, proof, reason, at, id,
        client, client_class, language, comment, commented_at, question, choice, changed)
    select %(slug)s, recipient, 0, bucket, 2, at, score, 1, score, 'counted', proof, replace(proof, ' ', '_'), at, 1,
           0, client::client_class, language, comment, case when comment is not null then at end, question, choice,
           current_change()
    from answer
    returning campaign, changed, recipient, occasion, bucket
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket) select * from rated
), written as (
    insert into comment (campaign, recipient, occasion, bucket, at, score, language, words,
                         question, choice, client_class, proof, answered_at, wave_at)
    select %(slug)s, recipient, 0, bucket, at, score, language, comment_words(language, comment),
           question, choice, client::client_class, proof, at, at
    from answer where comment is not null
), kept as (
    insert into occasion_attribute (campaign, recipient, occasion, bucket, reference, attributes, kept_at)
    select %(slug)s, recipient, 0, bucket, 'demo order ' || (recipient & 16777215), jsonb_build_object('channel', channel), at
    from answer where channel is not null
)
insert into rollup (campaign, minute, bucket, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                    c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, comments)
select %(slug)s, date_trunc('minute', at), bucket,
       count(*) filter (where score = 0), count(*) filter (where score = 1), count(*) filter (where score = 2),
       count(*) filter (where score = 3), count(*) filter (where score = 4), count(*) filter (where score = 5),
       count(*) filter (where score = 6), count(*) filter (where score = 7), count(*) filter (where score = 8),
       count(*) filter (where score = 9), count(*) filter (where score = 10),
       count(*) filter (where score = 0), count(*) filter (where score = 1), count(*) filter (where score = 2),
       count(*) filter (where score = 3), count(*) filter (where score = 4), count(*) filter (where score = 5),
       count(*) filter (where score = 6), count(*) filter (where score = 7), count(*) filter (where score = 8),
       count(*) filter (where score = 9), count(*) filter (where score = 10),
       count(*) filter (where comment is not null)
from answer
group by 2, bucket
