-- Records pages that were seen and counts them, of a recipient at most one: one row, its id, for each that was.
-- Only for the first answer of a recipient, while all the evidence behind it is what it was when the page
-- was served; nothing is done for any other. It says of these what record_verdict could say too, which takes
-- twice as long.
with event as materialized (
    select * from json_to_recordset(%(events)s) as e (
        campaign text, recipient bigint, occasion bigint, bucket smallint, id bigint, at timestamptz,
        score smallint, client bigint, network text, flags text[], page bigint,
        language text, client_class client_class, expected integer, settles_at timestamptz)
    limit (select null::bigint)  -- none; but the planner now counts on ten rows, and looks up each
), rated as (
    update rating as r set
        events = r.events + 1, was_score = r.score, was_aside = r.aside,
        score = event.score, aside = null, state = 'settling', proof = 'seen', reason = 'seen',
        settles_at = event.settles_at, at = event.at, id = event.id, client = event.client,
        language = coalesce(event.language, r.language),
        client_class = coalesce(event.client_class, r.client_class), changed = current_change()
    from event
    where r.campaign = event.campaign and r.recipient = event.recipient and r.occasion = event.occasion
      and r.bucket = event.bucket
      and r.events = expected and r.state = 'unconfirmed' and r.aside = 'unconfirmed' and r.commented_at is null
    returning event.*, r.changed
), visited as (
    insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, page, mode)
    select campaign, recipient, occasion, bucket, id, at, 'seen', score, client, network, flags, page, 'confirm'
    from rated
), logged as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, changed, recipient, occasion, bucket from rated
), rolled as (
    insert into rollup as s (campaign, minute, bucket, unconfirmed, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10)
    select campaign, date_bin('1 minute', at, 'epoch') as minute, (select bucket from rated limit 1) as bucket, -count(*),
           count(*) filter (where score = 0),
           count(*) filter (where score = 1), count(*) filter (where score = 2),
           count(*) filter (where score = 3), count(*) filter (where score = 4),
           count(*) filter (where score = 5), count(*) filter (where score = 6),
           count(*) filter (where score = 7), count(*) filter (where score = 8),
           count(*) filter (where score = 9), count(*) filter (where score = 10)
    from rated
    group by campaign, minute
    order by campaign, minute  -- all sessions lock in one order
    on conflict (campaign, minute, bucket) do update set
        unconfirmed = s.unconfirmed + excluded.unconfirmed,
        n0 = s.n0 + excluded.n0, n1 = s.n1 + excluded.n1, n2 = s.n2 + excluded.n2, n3 = s.n3 + excluded.n3, n4 = s.n4 + excluded.n4,
        n5 = s.n5 + excluded.n5, n6 = s.n6 + excluded.n6, n7 = s.n7 + excluded.n7, n8 = s.n8 + excluded.n8,
        n9 = s.n9 + excluded.n9, n10 = s.n10 + excluded.n10
)
select id from rated
