-- Where messages go: a mail list, a Slack channel, a webhook. "sealed" holds what is secret of it (addresses with a key in
-- them, signing keys), encrypted under FEEDBACK_SESSION_KEYS; "settings" what everybody may see.
-- Nothing is sent to it before free_at: while a message is on its way, until its pace allows the next, or as long as the
-- other side said.
create table channel (
    id         bigint      primary key,
    name       text        not null unique check (name <> '' and length(name) <= 64),
    kind       text        not null,
    sealed     bytea       not null,
    settings   jsonb       not null default '{}',
    created_at timestamptz not null,
    created_by text        not null,
    free_at    timestamptz not null default 'epoch',
    paused     text
);

-- A row per message to one channel. It is committed before anybody is called, and says which of these is true: it waits
-- until due_at; somebody has it in hand until lease_until, and who finds it after that doesn't know whether it went
-- out; it was sent; it is dead, until somebody replays it.
-- "key" goes along wherever the other side takes one, so that a second try is known there; remote_id is what the other
-- side calls what it made of it. What a message says is made when it is sent, of what "kind" and payload name: where it
-- is about an answer, that answer is read then, and nothing of it stands here but whose it is.
create table outbox_message (
    id          bigint      primary key,
    key         uuid        not null unique,
    channel     bigint      not null references channel (id) on delete cascade,
    kind        text        not null,
    payload     jsonb       not null default '{}',
    campaign    text        references campaign (slug) on delete cascade,
    recipient   bigint,
    occasion    bigint,
    bucket      smallint,
    state       text        not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'dead')),
    created_at  timestamptz not null,
    due_at      timestamptz not null,
    lease_until timestamptz,
    attempts    integer     not null default 0,
    sent_at     timestamptz,
    remote_id   text,
    erased_at   timestamptz
);
create index outbox_message_open on outbox_message (channel, due_at, id) where state in ('waiting', 'sending');
create index outbox_message_state on outbox_message (state, id desc);
create index outbox_message_answer on outbox_message (recipient, campaign, occasion) where recipient is not null;
create index outbox_message_campaign on outbox_message (campaign);
create index outbox_message_erased on outbox_message (erased_at) where erased_at is not null;

-- Each call, from before it was made; without an end nobody knows how it ended. The reply is what the other side said.
create table outbox_attempt (
    message  bigint      not null references outbox_message (id) on delete cascade,
    number   integer     not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    outcome  text        check (outcome in ('delivered', 'later', 'refused')),
    status   integer,
    reply    text        not null default '',
    primary key (message, number)
);

-- Erasures, by whomever, reach messages: what waits about the answer is never sent; of what was sent only that is left, and
-- that it was erased, so that the other side can be told.
create function erase_messages() returns trigger
language plpgsql security definer as $function$
begin
    delete from outbox_message
    where recipient = new.recipient and new.campaign in ('', campaign)
      and (new.campaign = '' or occasion = new.occasion) and state in ('waiting', 'dead') and created_at <= new.at;
    update outbox_attempt set reply = ''
    from outbox_message
    where outbox_message.id = message and recipient = new.recipient and new.campaign in ('', campaign)
      and (new.campaign = '' or occasion = new.occasion) and created_at <= new.at;
    update outbox_message set recipient = null, occasion = null, bucket = null, payload = '{}', erased_at = new.at
    where recipient = new.recipient and new.campaign in ('', campaign)
      and (new.campaign = '' or occasion = new.occasion) and created_at <= new.at;
    return null;
end
$function$;
create trigger erase_messages after insert or update on erasure for each row execute function erase_messages();
do $$
begin
    execute format('alter function erase_messages set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function erase_messages from public;

-- The planner's samples must not hold what an erasure takes away.
alter table outbox_message alter column payload set statistics 0;
alter table outbox_attempt alter column reply set statistics 0;
