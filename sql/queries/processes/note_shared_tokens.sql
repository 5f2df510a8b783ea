-- One row: how many tokens were noted that many people hold. Of all recipients only their visits since a time are
-- counted, in all campaigns, which the key alone answers; those of the few with many are read: a visit that answered, by a client that
-- nothing speaks against. Clients are counted by the day (UTC), as their hashes are.
with frequent as materialized (
    select recipient, bucket
    from visit
    where at >= %(since)s
    group by recipient, bucket
    having count(*) >= %(least)s
), answered as (
    select campaign, recipient, bucket, count(distinct client)::int as clients, count(*)::int as answers,
           min(at) as first_at, max(at) as last_at
    from frequent join visit using (recipient, bucket)
    where did in ('seen', 'press') and at >= %(since)s
      and network <> all(%(networks)s) and not flags && %(flags)s::text[]
    group by campaign, recipient, bucket, (at at time zone 'UTC')::date
), noted as (
    insert into shared_token as known (campaign, recipient, bucket, clients, answers, first_at, last_at)
    select campaign, recipient, bucket, max(clients), sum(answers)::int, min(first_at), max(last_at)
    from answered
    group by campaign, recipient, bucket
    having max(clients) >= %(least)s
    order by campaign, recipient
    on conflict (campaign, recipient, bucket) do update set
        clients = greatest(known.clients, excluded.clients), answers = greatest(known.answers, excluded.answers),
        first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at)
    returning 1
)
select count(*)::int from noted
