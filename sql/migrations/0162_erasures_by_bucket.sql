-- What an erasure takes along, as 0101 and 0121 have it, but each statement for the one bucket, and no function that writes is called
-- for each row of a query: an engine that parts rows refuses that where the rows are.
create or replace function erase_topics() returns trigger
language plpgsql security definer as $function$
declare
    part constant smallint := new.recipient & 31;
    gone record;
begin
    delete from topic_correction as t
    where t.recipient = new.recipient and t.bucket = part
      and t.campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or t.occasion = new.occasion)
      and not exists (select 1 from comment as c where c.campaign = t.campaign and c.recipient = t.recipient
                      and c.occasion = t.occasion and c.bucket = t.bucket);
    for gone in
        select t.campaign, t.occasion
        from topic_text as t
        where t.recipient = new.recipient and t.bucket = part
          and t.campaign in (select slug from campaign where new.campaign in ('', slug))
          and (new.campaign = '' or t.occasion = new.occasion)
          and not exists (select 1 from comment as c where c.campaign = t.campaign and c.recipient = t.recipient
                          and c.occasion = t.occasion and c.bucket = t.bucket)
    loop
        perform forget_comment_topics(gone.campaign, new.recipient, gone.occasion, part);
    end loop;
    return null;
end
$function$;

create or replace function forget_cases() returns trigger
language plpgsql security definer as $function$
declare
    erased_to constant bigint := (extract(epoch from new.at) * 1000000)::bigint << 11 | 2047;  -- ids carry their time
    part constant smallint := new.recipient & 31;
begin
    delete from case_due
    where recipient = new.recipient and bucket = part
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    with gone as (
        delete from case_event
        where recipient = new.recipient and bucket = part
          and (new.campaign = '' or campaign = new.campaign and occasion = new.occasion)
          and coalesce(answer, 0) <= erased_to
        returning campaign, recipient, occasion, bucket, id
    )
    insert into case_event (id, bucket, at, campaign, recipient, occasion, did)
    select max(id), bucket, new.at, campaign, recipient, occasion, 'erased' from gone
    group by campaign, recipient, occasion, bucket;
    update comment set opened_at = null, rule = null, answer = null, waiting_since = null, reacted_at = null,
        reacted_by = null, snoozed_until = null, closed_at = null, reason = null
    where recipient = new.recipient and bucket = part and opened_at is not null and coalesce(answer, 0) <= erased_to
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    delete from contact_request
    where recipient = new.recipient and bucket = part and answer <= erased_to
      and campaign in (select slug from campaign where new.campaign in ('', slug))
      and (new.campaign = '' or occasion = new.occasion);
    return null;
end
$function$;

do $$
begin
    execute format('alter function erase_topics set search_path = pg_catalog, %I, pg_temp', current_schema());
    execute format('alter function forget_cases set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
