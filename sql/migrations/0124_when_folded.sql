-- When the folded sums of a campaign (bucket -1 of rollup) last became others. Writers never touch them, so that until then what was
-- read of them still holds: a page of many campaigns reads them once.
alter table rollup_zone add column folded_at timestamptz not null default now();
