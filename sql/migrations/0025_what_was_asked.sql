-- On which of the scales (feedback_buttons/campaigns/scales.py) the campaign's mail asks; null where nobody has said it. Customer
-- satisfaction and effort are figures of what was asked, and stand only where that is known.
alter table campaign add column asks text check (asks <> '');

-- Campaigns from 0 to 10 have one way to ask.
update campaign set asks = 'nps-0-10' where scale = '0-10';
