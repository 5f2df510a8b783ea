-- The further times at which a campaign's mail was sent, after the first (sent_at, mails): each an object with name, sent_at
-- and mails (null: not known), in the order of time.
alter table campaign add column waves jsonb not null default '[]' check (jsonb_typeof(waves) = 'array');

-- When the mail was sent, as its own token told: it says of which wave the answer is. sent_at may be the campaign's.
alter table rating add column token_sent_at timestamptz;
grant select (token_sent_at) on rating to feedback_collector;
