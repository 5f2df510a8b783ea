-- What a click reads of a recipient, as 0130 has it, but each table by the bucket that is asked for, and as a function of which an
-- engine that parts rows plans each statement where it runs: one in SQL it refuses.
create or replace function recorded_evidence(bucket smallint, campaign text, recipient bigint, occasion bigint, since timestamptz)
returns table (events_there integer, first_at timestamptz, standing_score score, state rating_state, proof proof_kind, reason text,
               standing_id bigint, standing_at timestamptz, standing_client bigint, decided_at timestamptz, decided_score score,
               id bigint, at timestamptz, did visit_kind, score score, client bigint, network text, flags text[],
               page bigint, mode page_mode, first_id bigint, more_ids bigint[], more_scores smallint[])
language plpgsql stable as $function$
#variable_conflict use_column
begin
    return query
    select rating.events, rating.first_at, rating.score, rating.state, rating.proof, rating.reason, rating.id,
           rating.at, rating.client, decided.at, decided.score::score,
           visit.id, visit.at, visit.did, visit.score, visit.client, visit.network, visit.flags, visit.page, visit.mode,
           visit.first_id, visit.more_ids, visit.more_scores
    from rating
    left join visit on visit.campaign = $2 and visit.recipient = $3 and visit.occasion = $4 and visit.bucket = $1 and visit.at >= $5
    left join lateral (
        select overrule.at, overrule.score, overrule.lifted from overrule
        where overrule.campaign = $2 and overrule.recipient = $3 and overrule.occasion = $4 and overrule.bucket = $1
        order by overrule.at desc
        limit 1
    ) as decided on not decided.lifted
    where rating.campaign = $2 and rating.recipient = $3 and rating.occasion = $4 and rating.bucket = $1;
end
$function$;

create or replace function last_occasion(bucket smallint, campaign text, recipient bigint) returns table (occasion bigint)
language plpgsql stable as $function$
#variable_conflict use_column
begin
    return query
    select max(rating.occasion) from rating where rating.campaign = $2 and rating.recipient = $3 and rating.bucket = $1;
end
$function$;
