-- How often buttons were clicked that name a campaign and nobody, by hour and by what stood where the token belongs:
-- nothing, a merge tag that was never filled in, or something that nobody signed. Who clicked is not kept.
create table broken_click (
    campaign text        not null,
    kind     text        not null check (kind in ('empty', 'unmerged', 'wrong')),
    hour     timestamptz not null check (date_bin('1 hour', hour, 'epoch') = hour),
    first_at timestamptz not null,
    clicks   bigint      not null check (clicks > 0),
    primary key (campaign, kind, hour)
);
grant select, insert, update on broken_click to feedback_collector;
