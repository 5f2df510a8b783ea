-- How often people may be asked: whoever was asked within so many days is left out, and of the others so many per cent are
-- asked; of a campaign, of a touchpoint, or of all where neither is named. No days: 0, which asks everybody.
create table rest_rule (
    campaign   text     references campaign (slug) on delete cascade,
    touchpoint text     check (touchpoint <> ''),
    days       smallint check (days >= 0),
    percent    numeric  check (percent > 0 and percent <= 100),
    check (campaign is null or touchpoint is null),
    check (days is not null or percent is not null)
);
create unique index rest_rule_whose on rest_rule (coalesce(campaign, ''), coalesce(touchpoint, ''));

-- On which day somebody was last asked: a pseudonym and a day. "mail" is a check number of 16 bits of what they were asked
-- by, so that signing the same list again leaves nobody out. Kept for as long as any rule looks back.
create table asked (
    recipient bigint   primary key,
    day       date     not null,
    mail      smallint not null
);
create index asked_day on asked using brin (day);

-- How many were left out of a campaign's lists on a day: as they had been asked lately, and as they are not in the sample.
create table left_out (
    campaign text    not null references campaign (slug) on delete cascade,
    day      date    not null,
    rested   integer not null,
    outside  integer not null,
    primary key (campaign, day)
);

-- Channels that get a ticket for each case, of a campaign, a touchpoint or all, up to a score; read up to "changed" and "case_event".
create table ticket_feed (
    channel    bigint      primary key references channel (id) on delete cascade,
    campaign   text        references campaign (slug) on delete cascade,
    touchpoint text        check (touchpoint <> ''),
    score_to   smallint    check (score_to >= 0),
    account    text        not null,
    made_at    timestamptz not null,
    changed    bigint      not null,
    case_event bigint      not null default 0
);
create index ticket_feed_campaign on ticket_feed (campaign);

-- One case's ticket at another side. "key" is that of the message that asks for it, by which the other side knows it; remote_id is what that
-- side calls it. An erased one has lost whose it was, until the other side was told.
create table ticket (
    id         bigint      primary key,
    key        uuid        not null unique,
    channel    bigint      not null references channel (id) on delete cascade,
    campaign   text        not null references campaign (slug) on delete cascade,
    recipient  bigint,
    occasion   bigint,
    score      smallint,
    state      text        not null default 'open' check (state in ('open', 'solved', 'erased')),
    remote_id  text,
    made_at    timestamptz not null,
    changed_at timestamptz not null
);
create unique index ticket_case on ticket (channel, recipient, campaign, occasion) where recipient is not null;
create index ticket_whose on ticket (recipient, campaign, occasion) where recipient is not null;
create index ticket_campaign on ticket (campaign);
create index ticket_erased on ticket (id) where state = 'erased';

-- Erasures, by whomever, reach both; of the whole person that they were asked, too.
create function erase_asked_and_tickets() returns trigger
language plpgsql security definer as $function$
begin
    delete from asked where recipient = new.recipient and new.campaign = '';
    update ticket set recipient = null, occasion = null, score = null, state = 'erased', changed_at = new.at
    where recipient = new.recipient and new.campaign in ('', campaign)
      and (new.campaign = '' or occasion = new.occasion) and made_at <= new.at;
    return null;
end
$function$;
create trigger erase_asked_and_tickets after insert or update on erasure
for each row execute function erase_asked_and_tickets();
do $$
begin
    execute format('alter function erase_asked_and_tickets set search_path = pg_catalog, %I, pg_temp', current_schema());
end
$$;
revoke all on function erase_asked_and_tickets from public;
