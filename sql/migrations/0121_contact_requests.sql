-- Whether the page after the click offers to leave an address.
alter table campaign add column offer_contact boolean not null default false;

-- Where a recipient asked to be contacted: an address or a number in their own words, of the press "answer" that it came
-- with. It opens a case.
create table contact_request (
    campaign  text        not null,
    recipient bigint      not null,
    occasion  bigint      not null,
    bucket    smallint    not null,
    answer    bigint      not null,
    at        timestamptz not null,
    address   text        not null check (address <> '' and length(address) <= 200),
    primary key (campaign, recipient, occasion, bucket)
);
create index contact_request_at on contact_request (at);

-- Keeps the address that came with an answer, while that answer stands; an empty one removes it.
create function record_contact(campaign text, recipient bigint, occasion bigint, bucket smallint, answer_id bigint,
                               at timestamptz, address text) returns void
language plpgsql security definer as $function$
#variable_conflict use_column
begin
    delete from contact_request as c
    where $7 = '' and c.campaign = $1 and c.recipient = $2 and c.occasion = $3 and c.bucket = $4 and c.answer <= $5;
    insert into contact_request as c (campaign, recipient, occasion, bucket, answer, at, address)
    select r.campaign, r.recipient, r.occasion, r.bucket, r.id, $6, $7
    from rating as r
    where $7 <> '' and r.campaign = $1 and r.recipient = $2 and r.occasion = $3 and r.bucket = $4 and r.id = $5
    on conflict (campaign, recipient, occasion, bucket) do update set
        answer = excluded.answer, at = excluded.at, address = excluded.address
    where c.answer <= excluded.answer;
end
$function$;

-- As the one without "contact", which the release before calls: a contact of null leaves what there is.
create function record_answer(bucket smallint, events json, comment text, question integer, choice integer, contact text)
returns boolean
language plpgsql security definer as $function$
begin
    if not record_answer($1, $2, $3, $4, $5) then
        return false;
    end if;
    if $6 is not null then
        perform record_contact($2 -> 0 ->> 'campaign', ($2 -> 0 ->> 'recipient')::bigint, ($2 -> 0 ->> 'occasion')::bigint,
                               $1, ($2 -> 0 ->> 'answer_id')::bigint, ($2 -> 0 ->> 'at')::timestamptz, $6);
    end if;
    return true;
end
$function$;

-- After an erasure, as before, and the addresses that were left by then go too: in the one campaign, or in all of them.
create or replace function forget_cases() returns trigger
language plpgsql security definer as $function$
declare
    erased_to constant bigint := (extract(epoch from new.at) * 1000000)::bigint << 11 | 2047;  -- ids carry their time
begin
    delete from case_due
    where recipient = new.recipient and bucket = new.recipient & 31
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    with gone as (
        delete from case_event
        where recipient = new.recipient and (new.campaign = '' or campaign = new.campaign and occasion = new.occasion)
          and coalesce(answer, 0) <= erased_to
        returning campaign, recipient, occasion, bucket, id
    )
    insert into case_event (id, bucket, at, campaign, recipient, occasion, did)
    select max(id), bucket, new.at, campaign, recipient, occasion, 'erased' from gone
    group by campaign, recipient, occasion, bucket;
    update comment set opened_at = null, rule = null, answer = null, waiting_since = null, reacted_at = null,
        reacted_by = null, snoozed_until = null, closed_at = null, reason = null
    where recipient = new.recipient and bucket = new.recipient & 31 and opened_at is not null and coalesce(answer, 0) <= erased_to
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    delete from contact_request
    where recipient = new.recipient and bucket = new.recipient & 31 and answer <= erased_to
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    return null;
end
$function$;

do $$
begin
    execute format('alter function record_contact set search_path = pg_catalog, %I, pg_temp', current_schema());
    execute format('alter function forget_cases set search_path = pg_catalog, %I, pg_temp', current_schema());
    execute format('alter function record_answer(smallint, json, text, integer, integer, text) '
                   'set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function record_contact, forget_cases from public;
revoke all on function record_answer(smallint, json, text, integer, integer, text) from public;
grant execute on function record_answer(smallint, json, text, integer, integer, text) to feedback_collector;
