-- One row per comment that is wanted, of an answer that counts, with what the team did with it: in the order
-- of "walk" (up and down in time, to better or worse scores, or as the team last handled them) and from behind a
-- place in it (null: from its start). "total" is how many match in all, counted
-- no further than "most". "marked" is the text with what was searched for between two control characters;
-- that and the latest changes only of what is to be shown. A follow-up answer belongs to the scores that are asked it.
-- The answer beside a comment is looked up by its key (with "exists" Postgres would read all of them at once). Of which
-- wave it is, feedback_buttons/campaigns/waves.py says. An attribute is looked for only where a group of the campaign
-- stands for it: a smaller one would tell of persons.
with matching as not materialized (
    select * from comment
    where at is not null and score is not null
      and (%(campaign)s::text is null or campaign = %(campaign)s)
      and (%(only)s::bigint is null or recipient = %(only)s and occasion = %(on)s::bigint)
      and (%(low)s::smallint is null or score between %(low)s and %(high)s::smallint)
      and (%(scores)s::smallint[] is null or score = any (%(scores)s))
      and (%(language)s::text is null or language = %(language)s)
      and (%(since)s::timestamptz is null or at >= %(since)s)
      and (%(until)s::timestamptz is null or at < %(until)s)
      and (%(tag)s::text is null or tags <> '{}' and tags @> array[%(tag)s::text])
      and (%(status)s::text is null or status = %(status)s)
      and (not %(starred)s::boolean or starred)
      and (not %(unhandled)s::boolean or handler is null)
      and (%(handler)s::text is null or handler = %(handler)s)
      and (%(search)s::text is null
           or language = 'nl' and words @@ comment_query('nl', %(search)s)
           or language = 'en' and words @@ comment_query('en', %(search)s)
           or language = 'de' and words @@ comment_query('de', %(search)s)
           or language = 'fr' and words @@ comment_query('fr', %(search)s)
           or language not in ('nl', 'en', 'de', 'fr') and words @@ comment_query('', %(search)s))
      and (%(question)s::smallint is null or score between
          (select asked.low from campaign, jsonb_to_recordset(questions) as asked (id smallint, low smallint)
           where slug = %(campaign)s and asked.id = %(question)s)
          and (select asked.high from campaign, jsonb_to_recordset(questions) as asked (id smallint, high smallint)
               where slug = %(campaign)s and asked.id = %(question)s))
      and (not %(of_answer)s::boolean or coalesce((
          select (%(question)s is null or answer.question = %(question)s)
             and (%(choice)s::smallint is null or answer.choice = %(choice)s)
             and (%(client)s::text is null or coalesce(answer.client_class::text, 'unknown') = %(client)s)
             and (%(proof)s::text is null or answer.proof like %(proof)s || '%%')
             and (%(wave)s::integer is null or (
                 coalesce(answer.token_sent_at, answer.first_at) >= (
                     select case when %(wave)s = 1 then '-infinity'
                            else (waves -> (%(wave)s - 2) ->> 'sent_at')::timestamptz end
                     from campaign where slug = %(campaign)s and sent_at is not null)
                 and coalesce(answer.token_sent_at, answer.first_at) < (
                     select coalesce((waves -> (%(wave)s - 1) ->> 'sent_at')::timestamptz, 'infinity')
                     from campaign where slug = %(campaign)s)))
          from rating as answer
          where answer.campaign = comment.campaign and answer.recipient = comment.recipient
            and answer.occasion = comment.occasion and answer.bucket = comment.bucket), false))
      and (%(attribute)s::text is null or (
          coalesce((select attributes from recipient as person
                    where person.recipient = comment.recipient and person.bucket = comment.bucket), '{}')
          || coalesce((select attributes from occasion_attribute as message
                       where message.campaign = comment.campaign and message.recipient = comment.recipient
                         and message.occasion = comment.occasion and message.bucket = comment.bucket), '{}')
          ) @> (select jsonb_build_object(kind, value) from segment
                where segment.campaign = %(campaign)s and trim(kind) <> '' and kind || '=' || value = %(attribute)s
                limit 1))
), found as (
    (select *, row_number() over walk as place from matching
     where %(walk)s::text = 'up' and (%(at)s::timestamptz is null
           or (at, campaign, recipient, occasion)
              > (%(at)s, %(in_campaign)s::text, %(recipient)s::bigint, %(occasion)s::bigint))
     window walk as (order by at, campaign, recipient, occasion)
     order by at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'down' and (%(at)s is null
           or (at, campaign, recipient, occasion) < (%(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     window walk as (order by at desc, campaign desc, recipient desc, occasion desc)
     order by at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'better' and (%(at)s is null
           or (score, at, campaign, recipient, occasion)
              > (%(score)s::smallint, %(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     window walk as (order by score, at, campaign, recipient, occasion)
     order by score, at, campaign, recipient, occasion
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'worse' and (%(at)s is null
           or (score, at, campaign, recipient, occasion)
              < (%(score)s, %(at)s, %(in_campaign)s, %(recipient)s, %(occasion)s))
     window walk as (order by score desc, at desc, campaign desc, recipient desc, occasion desc)
     order by score desc, at desc, campaign desc, recipient desc, occasion desc
     limit %(limit)s)
    union all
    (select *, row_number() over walk as place from matching
     where %(walk)s = 'handled' and handled_at is not null
     window walk as (order by handled_at desc)
     order by handled_at desc
     limit %(limit)s)
), total as materialized (
    select count(*) as comments from (select from matching limit %(most)s) as matched
)
select
    found.campaign, found.recipient, found.occasion, found.at, found.score, found.language, rating.comment, campaign.name,
    rating.question, rating.choice, campaign.questions,
    found.status, found.starred, found.tags, found.note, found.handler, history.changes,
    case when %(shown)s and %(search)s is not null then ts_headline(
        comment_stemming(found.language), rating.comment, comment_query(found.language, %(search)s),
        'HighlightAll=true, StartSel=' || chr(1) || ', StopSel=' || chr(2)
    ) end as marked,
    campaign.scale, campaign.asks, nullif(message.reference, '') as message, shared.clients as shared_clients,
    (select comments from total) as total
from found
join rating using (campaign, recipient, occasion, bucket)
join campaign on campaign.slug = found.campaign
left join occasion_attribute as message on message.campaign = found.campaign and message.recipient = found.recipient
    and message.occasion = found.occasion and message.bucket = found.bucket
left join shared_token as shared on shared.campaign = found.campaign and shared.recipient = found.recipient
    and shared.bucket = found.bucket
left join lateral (
    select json_agg(json_build_object('at', at, 'account', account, 'field', field, 'value', value) order by id desc) as changes
    from (
        select * from comment_change as made
        where %(shown)s::boolean and made.campaign = found.campaign and made.recipient = found.recipient
          and made.occasion = found.occasion and made.bucket = found.bucket
        order by id desc
        limit 20
    ) as latest
) as history on true
order by found.place
