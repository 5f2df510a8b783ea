-- What became of an answer after people had been told of it, and whether they were told that. What is gone by now is left as it is.
alter table alert_event add column gone_at timestamptz, add column corrected boolean not null default false;
update alert_event set corrected = true where gone is not null;
create index alert_event_uncorrected on alert_event (id) where gone in ('changed', 'withdrawn', 'erased') and not corrected;
create index outbox_message_correction on outbox_message ((payload ->> 'batch')) where kind = 'correction';

-- As before, and says when.
create or replace function erase_alerts() returns trigger
language plpgsql security definer as $function$
declare
    erased_to constant bigint := (extract(epoch from new.at) * 1000000)::bigint << 11 | 2047;  -- ids carry their time
begin
    update outbox_attempt set reply = ''
    from outbox_message, alert_event as event
    where event.recipient = new.recipient and new.campaign in ('', event.campaign)
      and (new.campaign = '' or event.occasion = new.occasion) and coalesce(event.answer, 0) <= erased_to
      and outbox_message.kind = 'alert' and payload ->> 'batch' = event.batch::text and message = outbox_message.id;
    delete from alert_event as event
    where event.recipient = new.recipient and new.campaign in ('', event.campaign)
      and (new.campaign = '' or event.occasion = new.occasion) and coalesce(event.answer, 0) <= erased_to and batch is null;
    update alert_event as event
    set recipient = null, occasion = null, answer = null, score = null, gone = 'erased', recalled = false, corrected = false,
        gone_at = now()
    where event.recipient = new.recipient and new.campaign in ('', event.campaign)
      and (new.campaign = '' or event.occasion = new.occasion) and coalesce(event.answer, 0) <= erased_to;
    return null;
end
$function$;
do $$
begin
    execute format('alter function erase_alerts set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
