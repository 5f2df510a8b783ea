-- What fires an alert: the kinds of events, of one campaign, of a touchpoint or of all; where it goes, how often, and when
-- not. Of cases it was read up to "changed" and "case_event".
create table alert_rule (
    id         bigint      primary key,
    name       text        not null unique check (name <> '' and length(name) <= 60),
    kinds      text[]      not null check (cardinality(kinds) > 0),
    campaign   text        references campaign (slug) on delete cascade,
    touchpoint text        check (touchpoint <> ''),
    score_to   smallint    check (score_to between 0 and 10),  -- of cases: scores up to this one
    comments   boolean     not null default false,
    pace       text        not null check (pace in ('at once', 'hourly', 'daily', 'weekly')),
    quiet_from smallint    check (quiet_from between 0 and 23),  -- hours of the zone, without messages
    quiet_to   smallint    check (quiet_to between 0 and 23),
    zone       text        not null,
    account    text        not null,
    made_at    timestamptz not null,
    next_at    timestamptz not null,  -- no message before
    changed    bigint      not null,
    case_event bigint      not null default 0,
    check ((quiet_from is null) = (quiet_to is null))
);
create table alert_rule_channel (
    rule    bigint not null references alert_rule (id) on delete cascade,
    channel bigint not null references channel (id) on delete cascade,
    primary key (rule, channel)
);
create index alert_rule_channel_channel on alert_rule_channel (channel);
create index alert_rule_campaign on alert_rule (campaign);

-- What fired: about an answer, or about a campaign. "batch" is the message that it was put into, null while it waits for
-- one. Of a campaign it stands until "last_at", when it was seen last. "gone" says what became of an answer after it was told of;
-- an erased one has lost whose it was.
create table alert_event (
    id        bigint      primary key,
    rule      bigint      not null references alert_rule (id) on delete cascade,
    kind      text        not null,
    campaign  text        not null references campaign (slug) on delete cascade,
    recipient bigint,
    occasion  bigint,
    answer    bigint,  -- the id of the rating that it is about
    score     smallint,
    at        timestamptz not null,
    last_at   timestamptz not null,
    detail    jsonb       not null default '{}',
    batch     bigint,
    gone      text        check (gone in ('changed', 'withdrawn', 'closed', 'erased')),
    recalled  boolean     not null default false
);
create unique index alert_event_answer on alert_event (rule, recipient, campaign, occasion, answer) where recipient is not null;
create index alert_event_waiting on alert_event (rule) where batch is null;
create index alert_event_batch on alert_event (batch) where batch is not null;
create index alert_event_campaign on alert_event (campaign, rule, kind);
create index alert_event_whose on alert_event (recipient, campaign, occasion) where recipient is not null;
create index alert_event_gone on alert_event (id) where gone is not null and not recalled;
create index outbox_message_batch on outbox_message ((payload ->> 'batch')) where kind = 'alert';

-- Erasures, by whomever: what waits is never told; of what was told only that it was is left, and the replies of the other
-- side, which may hold the words, go.
create function erase_alerts() returns trigger
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
    set recipient = null, occasion = null, answer = null, score = null, gone = 'erased', recalled = false
    where event.recipient = new.recipient and new.campaign in ('', event.campaign)
      and (new.campaign = '' or event.occasion = new.occasion) and coalesce(event.answer, 0) <= erased_to;
    return null;
end
$function$;
create trigger erase_alerts after insert or update on erasure for each row execute function erase_alerts();
do $$
begin
    execute format('alter function erase_alerts set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function erase_alerts from public;
